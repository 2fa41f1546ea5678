"""What people and guessers reach for first.

``often_used.txt.gz`` holds the passwords most often found in leaks: of the list that zxcvbn 4.5.0
ships, the first 5000 of eight signs and more, and the first 3000 of six or seven. Its licence lies
beside it. Leaks are mostly English, so ``WORDS`` adds words, names, keyboard runs and numbers in
our other languages.

Each stands for its whole family, because
:func:`core.identity.credentials.passwords.is_common` ignores capital letters, accents, look-alikes
(p4ssw0rd) and the digits and marks around a word (Verano2024!). zxcvbn itself is no dependency: it
finds Verano2024! strong, and takes seconds over 60 signs that are chosen to keep it busy.
"""

import gzip
from importlib.resources import files

WORDS = """
00000000 00112233 010101 0987654321 100200 101010 112112 121212 12341234 12345 13131313 13579
19901990 20002000 20202020 222222 234567 2345678 345678 456789 5201314 54321 555555 7654321 777777
87654321 888888 88888888 987654 987654321 999999 99999999 aa12345678 aaa aabbcc abc abcabc abcd
abcdef abcdefg abcdefgh abcdefghi abierto abogado abril abrir abuela abuelo acceso acdc adios admin
admina administrador administrator africa agosto aguila alberto alegria alejandra alejandro alemania
alessia alexander alexandra alfredo alianza amanda amiga amigas amigo amor amore amour ana andrea
andreas andres andrew android angel angela angelica angelita anthony antoine antonio anything aout
apple april argentina armando asdf ashley audi august autumn azucar azul baby bailey banco bank
barranquilla basketball bateria bear beatriz bebe bebita beer bemvindo bendicion benvenuto bernardo
bienvenida bienvenido bienvenue bird black blanco blue bmw boca bocajuniors bogota bolivar bolivia
bonita brandon brother business caballo cafe california cambiame camila camille camilo campus candy
caracas caramelo carino carla carlos carmen cash cat catalina catherine cecilia cervantes cerveza
charles chile chiquita chiquito chloe chocolate christian christina ciao cielo cinderella claudia
clave claves clement cliente clientes coca cocodrilo colegio college colocolo compania company
computadora conejo contrasena contrasenia corazon corinthians cristal cristian cristina crystal
customer daniel daniela darling darwin daughter david december dell demo desconocido dezember
dezembro diana diciembre diego dienstag dimanche dinero dios diosesamor diosteama dog doggy dolar
domingo donald dulce eagle ecuador eduardo elena elizabeth elmo elvis empresa enero enfermera
england enrique enter entrar ernesto escuela esmeralda espana esperanza esposa esposo estate esteban
estefania estrella estrellita estudiante eugenia fabian facebook faith familia family father febrero
februar february federico felicidad felipe feliz fernanda fernando fevereiro fish flaca flaco flor
flores ford fortnite france francesco francisca francisco francois frank freitag friend friends
gabriel gabriela galileo gatita gatito gato gatos gennaio george gerardo giovanni giulia giuseppe
gloria gmail goku gold gonzalo goodbye gorda gordo gracias green guadalajara guadalupe guapa guapo
guest guillaume guillermo gustavo hallo hamburguesa hans happy hector heinz hello herbst hermana
hermano hermosa hernan hija hijo hiver hola holahola holamundo honda honey hope horse hotmail
ignacio independiente ines ingeniero instagram inverno invierno invitada invitado iphone isabel
isabella isabelle italy ivan james janeiro januar january janvier javier jennifer jessica jesucristo
jesus jesusteama joana joao joaquin john jorge jose joseph joshua juan juana jueves juillet juli
julia julian juliana julio july june junio justin karen katharina king kitty klaus lars laura lea
lena lenovo leon leonardo leticia liebe lily lima linda linkinpark linux lion lisboa lkjhgfdsa lobo
login londres lorena lorenzo love luca lucas lucia luglio luis luisa lukas luna lundi lunes madre
madrid mama mami mamita manon manuel manuela manzana marcela marcelo march marco marcos margarita
maria mariana mariano marie mario marisol mark markus martes martha martin martina marzo mateo
matthew mauricio maximo mayo mazda medellin medico messi miamor mibebe michael michaeljackson
michelle miclave micontrasena miel miercoles miguel millonario millonarios minnie mipassword mivida
money monica monika monterrey moon morado music nacional nada nadine naranja natalia natalie
nathalie negra negro nemo nena nene newton neymar nicolas nicolasa nicole ninguna ninguno ninja
nokia nothing november novembro noviembre october octubre office oficina oktober omar onetwothree
open ordenador oro oscar oso otono outlook outubro pablo padre pajaro palavra palmeiras paola paolo
papa papi paraguay paris pass passpass patricia patrick paul paula paulina paz peace pearl pedro
penarol pepsi perla perrito perro peru peter petra pez philipp piano pierre pink pizza plata please
porto preciosa printemps privado profesor prueba pruebas public publico puppy qqq queen quijote
quito qwe123456 qwert rafael ralf ramiro ramon raquel raul rebeca red reggaeton reina ricardo rico
rita river riverplate robert roberto rocio rock rodolfo rodrigo rojo roma root rosa rosado rosario
rose rosita ruben rubi ruby sabado sales salsa salut salvador samedi samstag samuel sandra sanmartin
santiago santos sara saturday school sebastian secreta secreto secure seguridad seguro senha
september septiembre sergio service servicio setembro settembre sevilla shakespeare shakira siempre
silvia simba simone sinclave sistema sistemas sister smile snake sofia sol something sonic sonntag
sonrisa sony soporte star stefan stefanie stephan steven stitch student sugar support susan susana
susanne sven sweetheart sweetie sylvie system tatiana taylor teamo teamomucho temp temporal
temporary tequieromucho teresa test texas thomas thursday tiago tiger tigre tobias tomas tortuga
trabajar trabajo trustno tupac twitter ulrich universidad universitario unknown unodos unodostres
uruguay user usuario usuarios uwe valencia valeria vanessa vendredi venezuela ventanilla ventas
verano verde veronica vicente victor victoria viernes vino violeta viviana vodka wasd wednesday
whatsapp white william willkommen winnie wolf work ximena xxx xyz yahoo yolanda youtube zapata zelda
zxcv zzz
"""
_LEAKED = gzip.decompress(
    files("core.identity.credentials").joinpath("often_used.txt.gz").read_bytes()
)
COMMON = frozenset((*WORDS.split(), *_LEAKED.decode().split()))
