/**
 * What people write when they need a password, and what stands at the beginning of lists for guessing: words, names,
 * rows of keys, and what this product is about. Written for Attestry and in the public domain. The rules take digits,
 * marks and the usual swaps of letters off before they look here, so that each stands for its hundred variations.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
password passwort motdepasse contrasena parola senha secret geheim letmein welcome willkommen bienvenue iloveyou
ichliebedich princess princesa sunshine superman batman spiderman football baseball basketball soccer hockey
dragon monkey master shadow michael jennifer jessica ashley charlie daniel jordan thomas andrew joshua matthew
robert william nicole anthony hannah amanda michelle qwerty qwertz azerty qwertyuiop qwertzuiop asdfgh asdfghjkl
zxcvbn zxcvbnm yxcvbnm admin administrator root user guest test tester testing demo default changeme change
changeit login access trustno1 trustnoone starwars pokemon naruto minecraft fortnite whatever freedom liberty
summer winter spring autumn sommer fruehling herbst january february march april june july august september
october november december januar februar maerz monday tuesday wednesday thursday friday saturday sunday montag
dienstag mittwoch donnerstag freitag samstag sonntag flower hello hallo bonjour hola killer pepper cheese ginger
cookie banana orange apple lemon purple yellow silver golden diamond phoenix mustang ferrari porsche mercedes
corvette yamaha harley honda toyota chelsea arsenal liverpool barcelona realmadrid manchester juventus bayern
dortmund yankees cowboys steelers lakers eagles packers raiders london paris berlin madrid newyork america
germany france england internet computer laptop server database network system windows linux ubuntu debian
google facebook twitter instagram linkedin microsoft samsung android iphone amazon netflix spotify github gitlab
docker kubernetes postgres postgresql mysql oracle mongodb redis company companyname business office finance
manager service support helpdesk security secure safety private public production staging development temp
temporary temppass newpassword oldpassword mypassword yourpassword thepassword passphrase passw0rd pass passpass
word abc abcabc abcdef abcdefgh aaaaaa blahblah foobar foobarbaz lorem loremipsum correcthorsebatterystaple
letmeinnow openup opensesame sesame blink182 matrix hunter hunter2 ranger buster tigger snoopy maggie jasper
hammer thunder lightning phantom warrior gladiator spartan viking ninja samurai dragonball angel angels heaven
jesus jesuschrist christ church blessed family mother father brother sister daughter lovely loveme lover sweet
sweetie honey baby babygirl princess1 butterfly rainbow unicorn panther tiger eagle falcon wolf bear lion
elephant dolphin turtle rabbit kitten puppy doggy horse pony chicken nothing something everything forever always
never maybe please thankyou goodbye goodluck success winner champion victory confidential computing
confidentialcomputing attestation attest enclave trusted trust evidence quote measurement cloud cloudcomputing
virtual machine virtualmachine intel amd nvidia nitro sgx tdx sevsnp
`
    .trim()
    .split(/\s+/),
);
