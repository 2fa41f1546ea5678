"""What people and guessers reach for first.

``WORDS`` are words, names, keyboard runs and numbers in our languages, gathered by hand. Beside
them, ``often_used.txt.gz`` holds the passwords most often found in leaks: of the list that zxcvbn
4.5.0 (MIT) ships, the first 5000 of eight signs and more, and the first 3000 of six or seven.

Each stands for its whole family, because
:func:`core.identity.credentials.passwords.is_common` ignores capital letters, accents, look-alikes
(p4ssw0rd) and the digits and marks around a word (Verano2024!).
"""

import gzip
from importlib.resources import files

WORDS = """
000000 00000000 00112233 010101 010203 01020304 0987654321 100200 100200300 101010 102030
1020304050 111111 11111111 112112 112233 11223344 112358 121212 121314 123123 123321 12341234
12345 123456 1234567 12345678 123456789 1234567890 123456a 12345a 1234abcd 1234qwer 123654
123654789 123789 123abc 123qwe 131313 13131313 13579 135790 147258 147258369 147896325 159357
159753 159951 19901990 1a2b3c 1a2b3c4d 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc 20002000
20202020 222222 234567 2345678 246810 24681012 258456 314159 31415926 321654 321654987 345678
369258147 456789 5201314 54321 555555 654321 666666 696969 741852 741852963 753951 7654321 777777
7777777 789456 789456123 852456 87654321 888888 88888888 951753 963852741 987654 987654321 999999
99999999 a123456 a12345678 a1b2c3 a1b2c3d4 aa123456 aa12345678 aaa aabbcc abc abc123 abc1234
abcabc abcd abcd1234 abcdef abcdefg abcdefgh abcdefghi abierto abogado abril abrir abuela abuelo
acceso access acdc adios admin admina administrador administrator africa agosto aguila alberto
alegria alejandra alejandro alemania alessandro alessia alexander alexandra alexandre alfredo
alianza amanda amarillo america amiga amigas amigo amigos amor amore amour ana andrea andreas
andres andrew android angel angela angelica angelita angelito angels anthony antoine antonio
anything aout apple april argentina armando arsenal asd123 asdf asdf1234 asdfasdf asdfgh asdfghjkl
ashley audi august autumn azerty azucar azul baby babygirl bailey banana banco bank barbie
barcelona barranquilla baseball basketball bateria batman bear beatles beatriz bebe bebita beer
bemvindo bendicion benfica benvenuto berlin bernardo bestfriend bienvenida bienvenido bienvenue
bird black blanco blessed blink182 blue bmw boca bocajuniors bogota bolivar bolivia bonita bonjour
booboo brandon brasil brazil brother bubbles business buster butterfly caballo cafe california
camaro cambiame camila camille camilo campus canada candy caracas caramelo carino carla carlos
carmen carolina cash cat catalina catherine cecilia cervantes cerveza changeme charles charlie
cheese chelsea chevrolet chiara chile chiquita chiquito chivas chloe chocolate christian christina
ciao cielo cinderella claudia clave claves clement cliente clientes coca cocacola cocodrilo coffee
colegio college colocolo colombia compania company computador computadora computer conejo
contrasena contrasenia cookie corazon corinthians corvette cristal cristian cristiano cristina
crystal cupcake customer daniel daniela darling darwin daughter david december default delfin dell
demo desconocido deutschland dezember dezembro diamante diamond diana diciembre diego dienstag
dimanche dinero dios diosesamor diosteama disney doctor dog doggy dolar dollar dolphin domingo
donald dragon drummer ducati dulce eagle ecuador eduardo einstein elena elizabeth elmo elvis
emerald eminem empresa enero enfermera england enrique enter entrar ernesto escuela esmeralda
espana esperanza esposa esposo estate esteban estefania estrella estrellita estudiante eugenia
fabian facebook faith familia family father febrero februar february federico felicidad felipe
feliz fernanda fernando ferrari fevereiro fish flaca flaco flamengo flor flores florian flower
football ford forever fortnite france francesco francisca francisco francois frank freedom freitag
friday friend friends futbol gabriel gabriela galileo gandalf garfield gatita gatito gato gatos
geheim gennaio george gerardo ginger giovanni giulia giuseppe gloria gmail goku gold golden golfer
gonzalo goodbye google gorda gordo gracias green greenday guadalajara guadalupe guapa guapo guest
guillaume guillermo guitar guitarra gustavo hallo hamburg hamburguesa hannah hans happy harley
hector heinz hello hellokitty helloworld herbst hermana hermano hermosa hernan hija hijo hiver
hobbit hockey hola holahola holamundo honda honey honeybee hope horse hotmail hunter ignacio
ilovegod iloveyou independiente ines ingeniero instagram internet inverno invierno invitada
invitado iphone ironmaiden isabel isabella isabelle italia italy ivan james jamesbond janeiro
januar january janvier jasmine javier jennifer jessica jesucristo jesus jesus777 jesusteama joana
joao joaquin john jordan jorge jose joseph joshua juan juana jueves juillet juli julia julian
juliana julien julio july june junio justin juventus karen karina katharina kawasaki kennwort
killer king kitty klaus lars laura laurent lea lena lenovo leon leonardo leticia letmein libertad
liberty liebe lily lima linda linkinpark linux lion lisboa liverpool lkjhgfdsa lobo login london
londres lorena lorenzo love love4ever lovebug lovely loveme loveyou luca lucas lucia luglio luis
luisa lukas luna lundi lunes madonna madre madrid maestro maggie mama mami mamita manchester
manfred manon manuel manuela manzana maradona marcela marcelo march marco marcos margarita maria
mariana mariano marie marina mario mariposa marisol mark markus martes martha martin martina marzo
master mateo matrix matteo matthew matthias mauricio maximilian maximo mayo mazda medellin medico
megadeth mercedes messi metallica mexico miamor mibebe michael michaeljackson michelle mickey
miclave micontrasena microsoft miel miercoles miguel milano millonario millonarios minecraft
minnie mipassword mivida mnbvcxz monday money monica monika monkey montag monterrey moon morado
motdepasse mother motorola mozart muenchen muffin music musica mustang mylove mypass mypassword
nacional nada nadine napoli naranja naruto natalia natalie nathalie ncc1701 negra negro nemo nena
nene newton newyork neymar nicolas nicolasa nicole ninguna ninguno ninja nirvana nissan nokia
nopassword nothing november novembro noviembre october octubre office oficina oktober oliver
olivier omar onetwo onetwothree open orange ordenador oro oscar oso otono outlook outubro p4ssw0rd
p@ssw0rd pablo padre pajaro palavra palmeiras pantera panther paola paolo papa papi papito
paraguay paris parola pass pass123 pass1234 passme passpass passw0rd password passwort patricia
patricio patrick paul paula paulina paz peace peanut pearl pedro penarol pepper pepsi perla
perrito perro peru peter petra pez philipp philippe piano picasso pierre pikachu pink pizza plata
please poiuytrewq pokemon pookie porsche porto portugal preciosa precious primavera prince
princesa princess principe printemps privado private profesor prueba pruebas public publico
pumpkin puppy purple q1w2e3 q1w2e3r4 qazwsx qazwsxedc qqq queen quijote quito qwaszx qwe123
qwe123456 qweasd qweasdzxc qwer1234 qwert qwerty qwertyui qwertyuiop qwertz r2d2c3po rabbit racing
rafael ralf ramiro ramon ranger raquel raul realmadrid rebeca red reggaeton reina ricardo rico
rita river riverplate robert roberto rocio rock rocknroll rodolfo rodrigo rojo roma ronaldinho
ronaldo root rosa rosado rosario rose rosita ruben rubi ruby sabado sabine sales salsa salut
salvador samantha samedi samstag samsung samuel samurai sandra sanmartin santiago santos saopaulo
sara sasuke saturday school scooby scorpion sebastian sebastien secret secreta secreto secure
security seguridad seguro senha september septiembre sergio service servicio setembro settembre
sevilla shadow shakespeare shakira siempre silver silvia simba simone sinclave sistema sistemas
sister skywalker slipknot smile snake snoopy soccer sofia sol soldier something sommer sonic
sonntag sonrisa sony soporte spider spiderman spring star starwars stefan stefanie stefano stephan
steven stitch student sugar summer sunday sunshine superman support susan susana susanne suzuki
sven sweetheart sweetie sylvie system tatiana taylor teacher teamo teamomucho teddybear temp
temporal temporary tennis tequiero tequieromucho tequila teresa test tester testing texas thankyou
thomas thorsten thursday thx1138 tiago tiger tigger tigre tinkerbell tobias tomas tortuga toshiba
toyota trabajar trabajo trustno trustno1 tuesday tupac turtle twitter ulrich universidad
universitario unknown unodos unodostres uruguay user usuario usuarios uwe valencia valentina
valeria vanessa vanilla vendredi venezuela ventanilla ventas verano verde veronica vicente victor
victoria viernes vino violeta viviana vodka wachtwoord warrior wasd wednesday welcome whatever
whatsapp whisky white william willkommen windows winnie winter wolf wolfgang work ximena xxx xyz
yahoo yamaha yellow yolanda youtube zapata zaq12wsx zaq1xsw2 zelda zxc123 zxcv zxcvbn zxcvbnm zzz
"""
_LEAKED = gzip.decompress(
    files("core.identity.credentials").joinpath("often_used.txt.gz").read_bytes()
)
COMMON = frozenset((*WORDS.split(), *_LEAKED.decode().split()))
