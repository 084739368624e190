package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

var ipContext = []string{"ip", "ipv4", "ipv6", "ip address", "ipaddress", "host", "client ip", "remote addr", "addr", "server", "peer", "address", "ping", "ssh"}

var macContext = []string{"mac", "mac address", "hardware address", "physical address", "ethernet", "ether", "bssid", "macaddress"}

var networkPatterns = []detect.Pattern{
	{
		Entity:  "IP_ADDRESS",
		Name:    "ipv4",
		Anchor:  '.',
		Before:  detect.Digit,
		After:   detect.Digit,
		Context: ipContext,
		Find:    ipv4,
		Proof: detect.Proof{
			Hits: texts(
				"from «203.0.113.7»:443 and «198.51.100.0»/24",
				"http://«203.0.113.7»:8080/x?y=1",
				"IPv4: «192.168.1.1».",
				"«10.0.0.1»-«10.0.0.9»",
				"root@«172.16.0.1»",
				"peer [«8.34.208.1»]",
				"host «1.2.3.4» is up", // single digits: with a word
			),
			Misses: texts(
				"Chrome/126.0.6478.127 and v1.2.3.4 build 10.0.19045.4529", // versions
				"Safari/10.0.12.3",            // a version that would fit
				"999.1.1.1 and 256.300.1.2",   // octets up to 255
				"see 1.2.3.4.5 in the manual", // sections
				"1.2.3.4",                     // single digits, and no word says that it is one
				"version 10.11.12.13",         // says what it is
				"libfoo-10.11.12.13.tar.gz",   // a package
				"127.0.0.1 and 0.0.0.0",       // nobody's
				"255.255.255.0",               // a mask
				"010.011.012.013",             // leading zeros
				"10.11.12.13-rc1",             // a version
				"10.11.12",                    // three
				"x10.11.12.13",                // hangs on a name
				"OID 1.3.6.1.4.1.311",         // longer
			),
		},
	},
	{
		Entity:  "IP_ADDRESS",
		Name:    "ipv6",
		Anchor:  ':',
		Next:    ":0123456789abcdefABCDEF",
		Context: ipContext,
		Find:    ipv6,
		Proof: detect.Proof{
			Hits: texts(
				"peer «2001:db8::8a2e:370:7334» up",
				"«2001:0db8:85a3:0000:0000:8a2e:0370:7334»",
				"at [«2400:c401::5054:ff:fe1b:b031»]:443",
				"«fe80::1ff:fe23:4567:890a%eth0»",
				"«::ffff:203.0.113.7»",
				"«64:ff9b::203.0.113.7»",
				"net «2001:db8::»/32",
				"my ip: «684D:1111:222:3333:4444:5555:6:77»",
				"ip:«2a01:4f8:b945:3014::7593»",
			),
			Misses: texts(
				"std::vector and MyClass::toString", // names
				"Time 12:34:56",
				"a[1::2] and b[::3]",      // slices
				"::1 and ::",              // nobody's
				"aa:bb:cc:dd:ee:ff",       // a MAC address
				"12:34:56:78:9a:bc:de:f0", // bytes
				"SHA256:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99", // a fingerprint
				"684D:1111:222:3333:4444:5555:77",                        // seven groups
				"fade::cafe::1",                                          // two gaps
				"Dad::Cafe",                                              // names
				"2001:db8:::1",                                           // three colons
				"x2001:db8::1",                                           // hangs on a name
			),
		},
	},
	{
		Entity:  "MAC_ADDRESS",
		Context: macContext,
		Name:    "mac-colons",
		Anchor:  ':',
		Before:  detect.Hex,
		After:   detect.Hex,
		Beyond:  detect.Beyond{Distance: 3, Byte: ':'},
		Find:    func(text string, at int) (int, int, detect.Confidence) { return macOctets(text, at, ':') },
		Proof: detect.Proof{
			Hits: texts("«00:1A:2B:3C:4D:5E»", "ether «aa:bb:cc:dd:ee:0f» txqueuelen", "mac:«3c:22:d4:d1:c8:e9»", "MAC «12:34:56:78:90:12»"),
			Misses: texts(
				"00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", // nobody, everybody
				"SHA256:aa:bb:cc:dd:ee:ff:00:11",      // a fingerprint
				"aa:bb:cc:dd:ee",                      // five
				"aa:bb:cc:dd:ee:fff",                  // longer
				"aa:bb-cc:dd:ee:ff",                   // two separators
				"10:20:30:40:50:60",                   // times or ratios: no letter and no leading zero
			),
		},
	},
	{
		Entity:  "MAC_ADDRESS",
		Context: macContext,
		Name:    "mac-hyphens",
		Anchor:  '-',
		Before:  detect.Hex,
		After:   detect.Hex,
		Beyond:  detect.Beyond{Distance: 3, Byte: '-'},
		Find:    func(text string, at int) (int, int, detect.Confidence) { return macOctets(text, at, '-') },
		Proof: detect.Proof{
			Hits: texts("«00-1a-2b-3c-4d-5f»", "(«AC-DE-48-00-11-22»)"),
			Misses: texts(
				"10-20-30-40-50-60",    // a row of numbers
				"ab-cd-ef-ab-cd-ef-ab", // longer
				"2026-1a-2b-3c-4d-5f",  // begins with a longer one
				"de-ad-be-ef",          // four
			),
		},
	},
	{
		Entity:  "MAC_ADDRESS",
		Context: macContext,
		Name:    "mac-dotted",
		Anchor:  '.',
		Before:  detect.Hex,
		After:   detect.Hex,
		Beyond:  detect.Beyond{Distance: 5, Byte: '.'},
		Find:    macDotted,
		Proof: detect.Proof{
			Hits: texts("«001a.2b3c.4d60»", "arp «ac4d.e800.1122» dynamic"),
			Misses: texts(
				"1234.5678.9012",      // a number
				"0000.0000.0000",      // nobody
				"dead.beef.cafe.babe", // longer
				"face.book.feed",      // words
				"abc1.def2.345",       // too short
			),
		},
	},
}
