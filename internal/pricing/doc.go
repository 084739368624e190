// Package pricing is the price book of model calls: which model a name means,
// and what a usage of it cost at the time of the call.
//
// It is a domain room: it knows no telemetry, no clock and no network. A
// component reads the usage from a record, asks [Book.Price] and writes down
// the answer.
//
// # Usage
//
// A [Usage] is in the normal form: totals include everything, details are
// subsets of them. Every token is charged once, at the most specific price the
// model has for it; a detail without a price costs what its total costs.
// Requests are one per call unless the usage says how many.
//
// # Which model
//
// A name means a model if the book lists it, or if it is a listed name and after
// it nothing but what leaves the model the same: a date, a word such as latest
// or preview, a build number. Where the list spells out the dates of a model,
// another date is another model. What has another word or number in it is
// never priced as its neighbour: it is [ErrUnknownModel].
//
// # The format of a price file
//
// [Load] reads the array of providers that genai-prices publishes, or an object
// with that array and where it is from:
//
//	{
//	  "as_of": "2026-09-23",
//	  "source": "our contract",
//	  "providers": [{
//	    "id": "azure",
//	    "fallback_model_providers": ["openai"],
//	    "aliases": {"prod-chat": "gpt-5.4"},
//	    "models": [{
//	      "id": "gpt-5.4",
//	      "match": {"or": [{"equals": "gpt-5-4"}, {"starts_with": "gpt-5.4"}]},
//	      "context_window": 400000,
//	      "prices": {
//	        "input_mtok": {"base": 2.5, "tiers": [{"start": 272000, "price": 5}]},
//	        "cache_read_mtok": 0.25,
//	        "output_mtok": 15
//	      }
//	    }]
//	  }]
//	}
//
// A price is in US dollars for the number of units in its key: mtok is a million
// tokens, kcount a thousand calls, hours and kpages are what they say. A tier
// replaces the price of the whole request when its input tokens, cached ones
// included, are more than start. A price of 0 is a price; an entry without a
// price for anything that was used is [ErrUnpricedUsage].
//
// The clauses of a match are equals, starts_with, ends_with, contains, regex,
// and, or, not, all in lower case. The id is always a name of the model. For a
// model starts_with, ends_with and contains take a name and its variants as said
// above; regex takes whatever it matches.
//
// Prices that change are a list, in the order of time; the last entry that holds
// counts, and what follows a start_date holds from that date on:
//
//	"prices": [
//	  {"prices": {"input_mtok": 0.14, "output_mtok": 0.28}},
//	  {"constraint": {"type": "start_date", "start_date": "2026-08-17"},
//	   "prices": {"input_mtok": 0.22, "output_mtok": 0.66}},
//	  {"constraint": {"type": "time_of_date", "start_time": "01:00:00Z", "end_time": "04:00:00Z",
//	                  "weekdays": ["mon", "tue", "wed", "thu", "fri"]},
//	   "prices": {"input_mtok": 0.44, "output_mtok": 1.32}}
//	]
//
// Dates and hours are UTC; a window is open at its end and may go past midnight.
package pricing
