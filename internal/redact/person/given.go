package person

import "strings"

// given are some of the given names most common in a score of languages, in small
// letters, without those that are words of English. They tell a name from a word
// where capital letters do not.
var given = func() map[string]bool {
	names := map[string]bool{}
	for n := range strings.FieldsSeq(`
aaron adam adrian aidan alan albert alejandro alex alexander alexandra alfred alice alicia alison allison alan alvaro amanda amber amelia amy ana anders andrea andreas andrei andrew andrzej
angela angelina anika anita anja anna anne annette annika antoine anton antonia antonio arjun arthur arturo ashley asif astrid aurora ayesha ayse barbara bartosz beatrice beatriz benjamin ben
bernard bernd bjorn björn boris brandon brenda brian brigitte bruno bryan camila camille carla carlo carlos carmen carol carolina caroline cassandra catherine cecilia celine charles charlotte chiara chloe
christina christine christoph christopher claire clara claudia claudio cindy clement colin connor cristina cynthia dagmar damian daniel daniela daniele danielle dariusz david davide deborah debra denise dennis derek
diana diane diego dieter dimitri dmitri dmitry dominik donald donna dorothy douglas dylan edith eduardo edward elena eleanor elisa elisabeth elizabeth elke ella ellen elsa emil emilia emilie emily emma emmanuel enrique
eric erica erik erika erin ernst esteban esther ethan eva evelyn fabian fabio fatima fatma federico felipe felix fernanda fernando filip fiona florian francesca francesco francis francisco franz frederic frida friedrich
gabriel gabriela gary georg george gerald gerard gianluca gilbert gina giorgio giovanni giulia giuseppe gloria gonzalo greg gregory grzegorz guillaume guillermo gunther gustav hannah hans harald harold harry hasan heather
hector heidi heike heinrich helen helena helene helga henri henrik henry herbert hiroshi holger horst hugo ian ibrahim ignacio ines ingrid irene irina isaac isabel isabella isabelle ivan jacek jackie jacob jacqueline
jacques jaime jakob jakub james jamie jan jane janet janina jasmin jason javier jean jeffrey jennifer jens jeremy jerome jesper jessica jim joan joana joanna joao joão johan johann johanna johannes john johnny jon jonas
jonathan jordan jorge jörg jose josé joseph joshua josé juan juana judith julia julian juliana julie julien julio jürgen justin justyna kamil karen karim karin karl karolina katarina kate katharina katherine kathleen katja
kathy katrin katarzyna keith kelly kenneth kenji kevin kim kimberly klaus konrad krishna kristen kristina krzysztof kumar kurt kyle lars larry laura lauren laurent lea leah lena leo leon leonardo leonie leslie liam lina linda
linnea lisa lorenzo louis louise luca lucas lucia lucía lucie lucy ludwig luigi luis luisa lukas łukasz luke lydia maciej madison magdalena mahmoud malgorzata małgorzata manfred manuel manuela marcel marcin marco marcus maria maría
mariana marie marilyn marina mario marion marius marjan markus marta martha martin martina mary maryam mateo mateusz matteo matthew matthias matthieu maurice maximilian megan mehmet melanie melissa mia michael michaela michal michał
michel michele michelle miguel mikael mike mikhail mila milan ming mirjam mohamed mohammad mohammed monica monika monique morgan moritz muhammad mustafa nadia nadine nancy natalia natalie natasha nathan nathalie neha neil
nicholas nicola nicolas nicole niels nikita niklas nikolai nils nina noah noemi nora norbert norman oleg olga oliver olivia olivier omar oscar oskar otto pablo pamela paola paolo patricia patrick patrik paul paula paulina pauline
pavel pawel paweł pedro peter petra philip philipp philippe phoebe pierre piotr priya rachel rafael rahul raj rajesh ralf ralph ramón ramon raquel raul rebecca regina renata renate renee ricardo richard rita robert roberta roberto
rodrigo roger roland roman ronald rosa rosemary rüdiger rudolf rupert ruth ryan sabine sabrina sally salma samantha samuel sandra sandro sanjay sara sarah saskia scott sean sebastian sergei sergey sergio sharon sheila shirley silvia
simon simone sofia sofie sonia sonja sophia sophie stanislaw stefan stefanie stefano stella stephan stephanie stephen steve steven stuart sunil susan susanne suzanne sven svetlana sylvia sylvie takeshi tamara tanja tania tatiana
teresa theodor theresa therese thomas thorsten tiago tim timothy tina tobias tom tomas tomasz toni tony torsten tracy tristan tyler udo ulrich ulrike ursula uwe valentina valeria valerie vanessa vera veronica veronika victor
victoria viktor vincent vincenzo virginia vladimir walter waltraud wanda wendy werner wilhelm william wojciech wolfgang xavier yannick yasmin yolanda yuki yusuf yvonne zachary zeynep zoe zofia zuzanna
анна александр алексей андрей антон борис вера виктор виктория владимир галина дарья дмитрий евгений екатерина елена иван игорь илья ирина кирилл ксения мария марина максим михаил надежда наталья никита николай оксана олег ольга павел полина роман светлана сергей софия татьяна юлия юрий
`) {
		names[n] = true
	}
	return names
}()
