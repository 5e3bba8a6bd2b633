package parties

// observers are the two non-member observer States.
var observers = []row{
	{"VAT", "VA", "Holy See", "the Holy See", "Saint-Siège", "Vatican|Vatican City|Vatican City State|Holy See (Vatican City State)", "", ""},
	{"PSE", "PS", "State of Palestine", "the State of Palestine", "État de Palestine", "Palestine", "Palestinian Authority@1994-05-04/2012-11-29|Occupied Palestinian Territory@1999/2012-12-17", "2012-11-29"},
}

// others are States with an ISO code that are no members, and sign treaties and
// letters all the same.
var others = []row{
	{"COK", "CK", "Cook Islands", "the Cook Islands", "Îles Cook", "", "", ""},
	{"NIU", "NU", "Niue", "Niue", "Nioué", "", "", ""},
}

// bodies are organisations and groups of States. They sign as one and are never
// expanded into their members: who stood behind a joint statement is for a source
// to say. Each has a handle in place of a code.
var bodies = []body{
	{"eu", "European Union", "EU|E.U.|Union européenne|UE|EU-27|EU-28|European Union and its member States|European Union (EU)"},
	{"oic", "Organisation of Islamic Cooperation", "OIC|Organization of Islamic Cooperation|Organisation de la coopération islamique|OCI|Organization of the Islamic Conference|Organisation of the Islamic Conference"},
	{"african-union", "African Union", "Union africaine"},
	{"african-group", "African Group", "Group of African States|Groupe africain|Groupe des États d'Afrique"},
	{"arab-group", "Arab Group", "Group of Arab States|Groupe arabe|Groupe des États arabes"},
	{"league-of-arab-states", "League of Arab States", "Arab League|LAS|Ligue des États arabes|Ligue arabe"},
	{"asean", "Association of Southeast Asian Nations", "ASEAN|ANASE"},
	{"non-aligned", "Non-Aligned Movement", "Movement of Non-Aligned Countries|Mouvement des non-alignés|Mouvement des pays non alignés"},
	{"g77", "Group of 77", "G77|G-77|Group of 77 and China|G77 and China|Groupe des 77"},
	{"gcc", "Gulf Cooperation Council", "GCC|Cooperation Council for the Arab States of the Gulf|Conseil de coopération du Golfe|CCG"},
	{"grulac", "Latin American and Caribbean Group", "GRULAC|Group of Latin American and Caribbean States"},
	{"caricom", "Caribbean Community", "CARICOM"},
	{"commonwealth", "Commonwealth", "Commonwealth of Nations"},
	{"cis", "Commonwealth of Independent States", "CIS"},
	{"council-of-europe", "Council of Europe", "CoE|Conseil de l'Europe"},
	{"ecowas", "Economic Community of West African States", "ECOWAS|CEDEAO"},
	{"mercosur", "Southern Common Market", "MERCOSUR"},
	{"nordic-baltic", "Nordic-Baltic countries", "Nordic-Baltic States|Nordic-Baltic Eight|NB8"},
	{"nordic", "Nordic countries", "Nordics|Nordic States"},
	{"benelux", "Benelux", "Benelux countries"},
	{"g7", "Group of Seven", "G7|G-7"},
	{"sco", "Shanghai Cooperation Organization", "SCO|Shanghai Cooperation Organisation"},
	{"like-minded-group", "Like-Minded Group", "LMG|Like-Minded Group of Developing Countries|like-minded countries|like-minded States"},
	{"core-group", "core group", "the core group of States"},
	{"pacific-islands-forum", "Pacific Islands Forum", "PIF"},
	{"oas", "Organization of American States", "OAS|Organisation of American States|OEA"},
	{"osce", "Organization for Security and Co-operation in Europe", "OSCE|Organisation for Security and Co-operation in Europe"},
	{"un", "United Nations", "UN|U.N.|ONU|Nations Unies"},
}

// gone are States that are no more and whose place is not simply one other's: what
// they signed is nobody's signature without a person who decides it.
var gone = []goneState{
	{"Soviet Union|USSR|U.S.S.R.|Union of Soviet Socialist Republics|URSS", "1922-12-30/1991-12-26", "RUS"},
	{"Czechoslovakia|Czech and Slovak Federal Republic|Tchécoslovaquie|CSSR", "1918-10-28/1992-12-31", "CZE SVK"},
	{"Yugoslavia|Socialist Federal Republic of Yugoslavia|SFRY|Yougoslavie", "1943-11-29/1992-04-27", "BIH HRV MKD MNE SRB SVN"},
	{"Federal Republic of Yugoslavia|FR Yugoslavia|FRY", "1992-04-27/2003-02-04", "MNE SRB"},
	{"Serbia and Montenegro|Serbie-et-Monténégro", "2003-02-04/2006-06-03", "MNE SRB"},
	{"German Democratic Republic|GDR|East Germany|RDA|République démocratique allemande", "1949-10-07/1990-10-03", "DEU"},
	{"West Germany", "1949-05-23/1990-10-03", "DEU"},
	{"Democratic Yemen|People's Democratic Republic of Yemen|South Yemen", "1967-11-30/1990-05-22", "YEM"},
	{"North Yemen", "1962-09-27/1990-05-22", "YEM"},
	{"Tanganyika", "1961-12-09/1964-04-26", "TZA"},
	{"Zanzibar", "1963-12-10/1964-04-26", "TZA"},
	{"South Vietnam|Republic of Viet Nam", "1955-10-26/1976-07-02", "VNM"},
	{"North Vietnam", "1945-09-02/1976-07-02", "VNM"},
}

// shared are words that people use for more than one State: whoever reads a list
// cannot know which is meant. Congo is among them although it is the short name of
// the Republic of the Congo at the United Nations.
var shared = []sharedName{
	{"Congo", "COG COD"},
	{"Congos", "COG COD"},
	{"Korea", "KOR PRK"},
	{"Koreas", "KOR PRK"},
	{"Corée", "KOR PRK"},
	{"Guineas", "GIN GNB GNQ PNG"},
	{"Sudans", "SDN SSD"},
	{"NAM", "NAM non-aligned"},
	{"AU", "AUS african-union"},
	{"UA", "UKR african-union"},
}
