/**
 * 2,048 plain English words in alphabetical order, so that eleven bits are one word. Never changed: two versions that
 * show different words for one request would look like an attack.
 */
export const wordList: readonly string[] = `
abacus able acid acorn acre actor adapt adult after agent agile aim air aisle alarm album alcove alder algae alibi alley
alloy almond aloe alpha alpine alto amber amble ample anchor angle ankle annex anthem anthill antique antler anvil apple
apricot apron aquarium arbor arcade arch archer arena argue arise armor army aroma arrow art artist ash aspen asset atlas
atom atrium attic auburn audio august aunt autumn avenue aviator avid award awning axiom axis axle bacon badge badger bagel
baguette baker bakery balcony bald ball ballad bamboo banana band banjo bank banner banquet barber bark barley barn
barometer baron barrel basil basin basket bassoon bat batch bath baton battery bay beach beacon bead beaker beam bean bear
beard beaver bed bee beech beet beetle bell bellows belt bench berry beta bicycle big bike bin birch bird bison bit black
blade blank blanket blend blimp blink block bloom blossom blouse blue bluff blunt blush board boat bobcat bobsled body boil
bold bolt bone bonfire bonsai bonus book boost boot border bottle boulder boulevard bounce bow bowl box brace bracelet braid
brain brake branch brass brave brazil bread breeze brick bride bridge brief bright brim brisk broad broccoli bronze brook
broom broth brown brush bubble bucket buckle bud buffalo bugle build bulb bulk bull bumper bundle bungalow bunny burrow bus
bush butter butterfly button buzz cabbage cabin cable cactus cadet cage cake calendar calm camel camera camp canal canary
candle candy cane canoe canvas canyon cap cape captain car caramel caravan carbon card cardigan cargo carol carp carpet
carrot cart carve cascade cash cashew castle cat catalog cauldron cave cedar celery cell cello cement census centaur cereal
chain chair chalk chameleon champ channel chapel chariot charm chart chase cheap check cheek cheer cheese cheetah chef
cherry chess chest chestnut chick chief child chill chime chimney chin chip chipmunk chorus cider cinema circle circus
citrus city civic clam clan clap clarinet claw clay clean clear clerk clever cliff climb clinic clip cloak clock cloth cloud
clover clown club clue coach coal coast coat cobalt cobra cocoa coconut code coffee coil coin cold collar colony color colt
comb comet comic common compass compost concert cone conifer consul cook cool copper coral cord cork corn corner cosmos
cottage cotton couch cougar county couple course court cousin cove cover cow coyote crab cradle craft cranberry crane crater
crayon cream creek crescent crest crew cricket crisp crocus crop cross crow crowd crown crumb crust crystal cub cube cuckoo
cucumber cue cup curb curl current curry curtain curve cushion custom cutlery cycle cymbal cypress daffodil daily dairy
daisy dance dandelion dark dart dash data date dawn day deal dear debut decade decimal deck deer delta denim dense depot
depth desert desk detail dial diamond diary dice diet digit dill dime diner dingo dinner disc dish ditch dive divide dock
doctor dog doll dollar dolphin dome donkey door dormouse dot double dough dove down dozen draft dragon drama draw dream
dress drift driftwood drill drink drive drone drum dry duck duet dune dusk dust duty dwarf dye eager eagle ear early earn
earth easel east easy echo eclipse edge edit eel egg eight elbow elder elegant elephant elk elm ember emblem emerald empty
emu enamel engine enjoy enter envoy epic equal era ermine errand escalator essay estate ethics even evening event ever exact
exam exit expert extra eye fable fabric face fact fair fairy falafel falcon fall fame family fan fancy far farm fashion fast
father faucet fawn feast feather felt fence fern ferry festival fiber fiction fiddle field fig figure film filter final
finch find fine finger finish fir fire firefly firm first fish five fix flag flake flame flamingo flannel flash flask flat
flavor flax fleet flesh flight flint float flock floor flora flounder flour flow flower fluid flute fly foam focus fog foil
fold folk font food foot force forest forge fork form fort fossil found fountain four fox foxglove frame free freight fresh
friend frog front frost fruit fudge fuel full fun funnel fur future gadget galaxy gale gallery gallon gallop game garage
garden gardenia garlic garnet gas gate gateway gather gazelle gear gecko gem general gentle genuine geyser ghost giant
gibbon gift ginger giraffe girl give glacier glad glass glaze glen glide glider globe glory glove glow glue gnome goal goat
gold goldfish golf gondola good goose gorge gospel gourd grace grade gradient grain grand granite grape graph grass gravel
gravity gray great green greet grid grill grin grip grocer groove ground group grove guard guava guest guide guitar gulf
gull gum guru gust gym gypsum habit hacksaw hail hair half halibut hall halo hamlet hammer hammock hamper hand handle harbor
hard harmony harp harvest hat hatch haul haven hawk hay hazel hazelnut head health heap heart hearth heat hedge heel height
helium helmet help hemp hen herald herb herd hero heron hexagon hickory high hike hill hinge hint hippo hive hobby hockey
hold hollow holly home honey hood hoof hook hop hope horizon horn horse hose host hotel hour house hover hub hull human
humble humor hurdle husky hut hyacinth hydrant hydrogen hymn ice icicle icon idea idle igloo image impact inch income index
indigo infant ink inlet inner input insect inside iris iron island ivory ivy jackal jacket jade jaguar jam january jar
jasmine javelin jaw jay jazz jeans jelly jet jewel jigsaw job jockey jog join joke jolly journal journey joy judge juice
july jumbo jump june jungle junior juniper jury just jute kale kangaroo kayak keen kelp kennel kernel kestrel kettle key
kick kid kilo kind king kingdom kiosk kitchen kite kitten kiwi knee knife knight knit knob knot koala label lace ladder
ladle lady lagoon lake lamb lamp lance land lane lantern lap lark laser last latch later latin laugh laundry laurel lava
lavender lawn layer leaf league lean learn leather lecture ledge left leg legend lemon lens lentil leopard lesson letter
level lever liberty lid life lift light lilac lily lime limestone limit line linen link lion lip liquid list liter little
lizard llama load loaf loan lobby lobster local locker locust lodge loft log logic long loom loop lotus loud lounge love low
loyal lucky lull lumber lunar lunch lute lynx lyric macaroon machine mackerel magic magnet magpie mahogany maid mail main
major mallet mammal mandolin mango manor mantle map maple marble march margin marigold marina market maroon mars marsh mask
mason mass mast mat match math matrix matter may maze meadow meal measure medal media medium mellow melody melon member memo
menu mercury meridian merit merry mesh metal meteor meter metro middle midnight mild mile milk mill mimic mind mineral mint
minute mirror mist mitten mixer moat mobile model modern module mole molecule moment monday money mongoose monk monkey month
moon moose mop morning mosaic moss moth mother motor mound mount mouse mouth movie much mud muffin mug mule mural muscle
museum mushroom music mustard mute myrtle myth nail name napkin narrow nation native nature navy near neat nebula neck
nectar needle neon nephew nerve nest net neutral neutron new nickel niece night nimble nine noble noon normal north nose
note novel nugget number nurse nut nutmeg nylon oak oar oasis oat obelisk oboe ocean octagon october octopus odd office
often oil old olive omega onion onyx opal open opera opinion optic orange orbit orchard orchid order oregano organ origin
osprey ostrich otter ounce outer oval oven over owl owner oxide oxygen oyster pace pack paddle page pagoda paint pair palace
palm panda panel pansy paper parade parcel parent park parrot parsley part party pass pasta paste pastel patch path patio
patrol pause pave pavilion paw pea peace peach peacock peak peanut pear pearl pebble pecan pedal pelican pen pencil penguin
penny people pepper perch perfume period permit person pet petal phone photo phrase piano pickle picnic picture pie piece
pier pig pigeon pike pillar pillow pilot pin pine pink pint pioneer pipe pistachio pitch pizza place plaid plain plan planet
plank plant plaster plastic plate plateau platinum play plaza pleat plenty plot plow plum plus pocket poem poet point polar
pole police polish polite polo pond pony pool popcorn poplar poppy porcelain porch port portrait post pot potato potter
pouch powder power prairie praise press pretty pretzel pride prime prince print prism prize profit project promise proof
proper proud prune public pudding puddle puffin pulley pulp pulse puma pump pumpkin pupil puppet puppy purple purse puzzle
pyramid python quail quarry quart quartz queen quest quick quiet quill quilt quince quiver quiz quokka quota rabbit raccoon
race rack radar radio radish radius raft rail rain raisin rake rally ram ramp ranch range rapid raspberry rate raven ravine
ray razor reach read ready real rebel recipe record red reed reef reel refresh region reindeer relay relic relish remedy
rent repair reply reptile rescue reserve resin rest result return reward rhino rhubarb rhyme rhythm ribbon rice rich ridge
right ring ripple rise ritual river road roast robe robin robot rock rocket rodeo roll roof rook room root rope rose
rosemary rotor round route rover row royal rubber ruby rudder rug ruler rumba runner rural rush rust rustic rye saddle
safari safe saffron sage sail salad salmon salon salt salute same sample sand sandal sapling sardine satin saturn sauce
saucer sauna scale scarf scene school science scissors scooter scope score scout screen screw script scroll sea seal search
season seat second secret seed select senior sense sequel sequoia series serve sesame seven sextant shade shadow shallow
shape share shark sharp shawl shed sheep sheet shelf shell shelter shepherd sherbet shield shine ship shirt shoe shop shore
short shoulder shovel show shower shrimp shrub shuttle side sienna sierra sign signal silence silk silver simple singer
single siren sister six size skate sketch ski skill skirt sky slate sled sleep sleeve slice slide slipper slope sloth slow
small smart smile smoke smooth snack snail snake snow soap soccer social sock soda sofa soft soil solar soldier solid solo
sonar sonata song sonnet soprano sound soup source south space spade spaniel spark sparrow spear special speech speed sphere
spice spider spin spinach spiral spirit splash sponge spoon sport spot spray spring sprout spruce square squash squid
squirrel stable stadium staff stage stair stamp stand star state statue steam steel stem step stereo stew stick still stitch
stock stone stool store stork storm story stove strap straw stream street string stripe strong studio study style subway
sugar suit suite summer summit sun sunday sunset super supper surf swallow swan sweater sweet swift swim swing switch sword
symbol symphony syrup system table tablet taco tailor talent tall talon tambourine tandem tango tank tape tapir target tarp
tart task taste taxi tea teacher team teapot teaspoon telegram temple ten tender tennis tent term terrace test text texture
thank theater theme theory thick thimble thin thing third thistle thorn thread three thrift throne thrush thumb thunder
thyme tiara ticket tide tidy tie tiger tile timber time tin tinsel tiny tip title toad toast today toffee tofu token tomato
tone tongue tonic tool tooth top topaz topic torch tornado tortoise total totem toucan touch tour towel tower town toy track
tractor trade trail train tram travel tray treasure treat tree trellis trend triangle tribe trick trio trip triumph trolley
trombone trophy tropic trout truck true trumpet trunk trust truth tuba tube tulip tuna tundra tunic tunnel turban turkey
turn turnip turtle tutor tuxedo tweed twelve twig twin twist two type ukulele umber umbrella uncle under unicorn uniform
union unit unity universe upper urban urn use usher usual vacant vacuum valid valley value valve van vanilla vapor variety
vase vast vault veil velvet venture venus verb verse vessel vest veteran viaduct victory video view villa village vine
vinegar vintage vinyl viola violet violin visa vision visit visor vital vivid vocal voice volcano volume vote voyage wagon
waist walk wall wallet walnut walrus waltz wander warm wash watch water wave wax way wealth weather weave wedge week well
west whale wharf wheat wheel whisk whistle white whole wide widget wild willow wind window wine wing winner winter wire
wisdom wise wish wizard wolf wombat wonder wood wool word work world wreath wren wrist write writer yacht yam yard yarn year
yeast yellow yes yoga yogurt yolk young youth zebra zenith zero zigzag zinc zipper zone zoo
`
  .trim()
  .split(/\s+/);
