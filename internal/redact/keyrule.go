package redact

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// keyRule finds whole values by their key alone.
type keyRule struct {
	entity detect.Entity
	// last are the words the key ends with.
	last []string
	// ofPerson: only below a key that names a person or the like.
	ofPerson bool
	off      bool
	// numbers: a number of JSON is such a value as well.
	numbers bool
	check   func(value string) bool
}

var keyRules = []keyRule{
	{entity: "PERSON", check: looksNamed, last: []string{
		"first name", "last name", "full name", "given name", "family name", "middle name", "maiden name", "surname",
		"firstname", "lastname", "fullname", "forename", "customer name", "patient name", "contact name", "employee name",
		"cardholder name", "cardholder", "account holder", "passenger name", "guest name", "recipient name", "legal name",
		"billing name", "shipping name", "nombre completo", "vorname", "nachname", "prenom", "nom de famille",
		"name on card", "beneficiary name", "student name", "buyer name", "spouse name", "preferred name", "client name", "sender name",
		"apellido", "apellidos", "nome completo", "cognome", "sobrenome", "voornaam", "achternaam", "nazwisko", "imie i nazwisko", "姓名", "氏名", "이름",
	}},
	{entity: "PERSON", check: looksNamed, ofPerson: true, last: []string{"name", "display name", "nombre", "nom", "nome", "naam", "imie"}},
	{entity: "STREET_ADDRESS", check: looksPlaced, last: []string{
		"street", "street address", "street name", "address line", "address line 1", "address line 2", "address1", "address2",
		"line1", "home address", "billing address", "shipping address", "postal address", "mailing address", "delivery address",
		"residential address", "strasse", "straße", "direccion",
	}},
	{entity: "STREET_ADDRESS", check: looksPlaced, ofPerson: true, last: []string{"address"}},
	{entity: "STREET_ADDRESS", check: looksAddressed, last: []string{"address", "adresse", "anschrift", "indirizzo", "domicilio"}},
	{entity: "DATE_OF_BIRTH", check: looksDated, numbers: true, last: []string{
		"dob", "date of birth", "birth date", "birthdate", "birthday", "born on", "geburtsdatum", "fecha de nacimiento", "fecha nacimiento", "date de naissance", "date naissance",
		"data di nascita", "data nascita", "data de nascimento", "data nascimento", "geboortedatum", "data urodzenia", "出生日期", "生年月日", "생년월일",
	}},
	{entity: "CREDIT_CARD_CVV", check: looksVerifying, numbers: true, last: []string{
		"cvv", "cvc", "cvv2", "cvc2", "cvn", "security code", "card verification value", "card verification code", "verification value",
	}},
	{entity: "CARD_EXPIRY", check: looksExpiring, last: []string{"expiry", "exp", "expiry date", "exp date", "expiration", "expiration date", "valid thru"}},
	{entity: "US_ZIP_CODE", check: looksPosted, numbers: true, last: []string{"zip", "zip code", "zipcode", "postal code", "postalcode", "postcode", "post code"}},
	{entity: "DE_PLZ", check: looksPosted, numbers: true, last: []string{"plz", "postleitzahl"}},
	{entity: "IBAN_CODE", check: looksIBAN, last: []string{"iban", "iban code", "iban number"}},
	{entity: "AGE", off: true, check: looksAged, numbers: true, last: []string{"age", "patient age", "alter", "edad"}},
	{entity: "USERNAME", off: true, check: looksWord, last: []string{"username", "user name", "login", "login name", "screen name"}},
	{entity: "USER_ID", off: true, check: looksWord, last: []string{"user id", "userid", "enduser id", "end user id"}},
}
