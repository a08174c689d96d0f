"""Which Latin words are English: ordinary words, as against names that are written small."""

import re
from functools import lru_cache

_FUNCTION_WORDS = """
a about above across after against all also although am among an and any are as at be because been before being below
between both but by can could did do does during each either every for from had has have having he hence her here his
how however i if in into is it its just least less like may might more most must neither no nor not of on once only
onto or our over per shall she should since so some such than that the their them then there these they this those
though through thus to toward towards under unless until us very via was we were what when where whether which while
who whom whose why will with within without would yet you your
"""
_ORDINARY_WORDS = """
abide ability ablate ablation able abnormal abrupt absence absent absolute abstains abstract absurd abundant academia
academic accelerate accelerator accelerators accelerometer accent accept access accidents accommodate accomplish account
accuracy accurate achieve acid acknowledge acoustic acquire act action activator active actor actress actual acute adapt
adapter add additional address adept adequate adjacent adjust adopt advance advantage adverb adversarial adverse advice
advocate aerial affect affine affinity afterwards age agency agent agentic aggregates agile aging agnostic ahead aid aim
airborne airway akin alarm album alert algae algebra algorithm algorithmic alien align alive allele allergy alleviate
allocates allow alloy almost alone along alongside already alter alternate altogether altruistic aluminium aluminum
always amazing ambassador ambient ambiguous amend amongst amount ample amygdala analogy analyse analysis analyze anchor
ancient anemia angle angry animal animate ankle annotate annotator annoying annual anode anomaly another answer antenna
antibody anticipate antigen anxiety apart apostrophe app apparel appeal appear applied apply approach appropriate
approximate aquifer arbitrary arcade archipelago architectural architecture archive ardent area arena argue arid arise
arithmetic arm armor around array arrival arrow art artery arthritis article artifact artificial artists ask asleep
aspect aspirin assess asset assign assimilate assist assistant asterisk asteroid asthma astute asymmetric asymptote
athlete atom atomic attach attack attain attempt attend attic attorney attribute auction audience audio audit augment
austere author authors autism autoencoder automate automatic autonomy avatar avenues average avoid awake aware awareness
away awful awkward axes axiom axis axle back backbone background backpropagates backspace backup backward bacteria
bacterium bad bait balance balcony ball ballot bamboo banana bandage bandwidth bank bar bare barley barn barometer
barrier base baseball baseline basic basin basis basket basketball batch bathroom battalion battery beacon bean bear
beat become bedrock bedroom bedside beer beetle begin behave behavior behavioral behaviour behind belief believe bench
benchmark bend beneath beneficial benefit benign berry besides bespoke best better beverage beyond bias bicycle bid
bidder bidirectional big bigger bill billboard billion bills bin binary bind biofuel biology biopsy bird biscuit bits
bitter bizarre black blackbox blackout bladder blanket blast bleach bleak bleed blend blind blob block blockwise blog
blood blueprint bluff blunt blur board body boiler bold bolt bond bone books bookshelf boost boot border bore bored
borrower boson bottleneck boulder bound boundary bowel bowl box boxes bracket brain brake branch brand brass brave
breach bread breadth break breakfast breakthroughs breast breeze brick bridge brief briefing bring brisk brittle broad
broadcast broadcaster broader broadly broker bronze broom brought bruise brutal bubble bucket budget buffer bug build
builders built bulk bulletin bundle burden burglar burnout burst bursts bursty bush business busy buyer bypasses
bystander cabbage cabin cable cache cactus calcium calculus calendar call calm camera campaign campus canal cancer
candid candidate candle cannot canoe canopy canvas capable capacity capital captain caption capture car carbon carcass
carcinoma care career careful cargo carpet carrot carry cartoon cascade case cash cast castle casual catalog catalyst
catastrophic catch category catheter cattle causal cause caution cautious cave caveat cavity cede ceiling cell cellular
cement cemetery census center central centre centroid ceramic cerebellum certain chain chair challenge chamber chances
change channel chaotic chapter character characteristic charge charger chart chat chatbot cheap cheaper cheaply
checklist checkpoint checks cheerful cheese chemical chemistry chemists chess chest chick chimney chip chisel chlorine
chocolate choice choir cholera choose chord chose chosen chromophore chronic chunk chunkwise cipher circles circuit
citation citizen city civic civil claim clam clarify class classic classifier classify classmate classroom clause clay
clean cleanly cleanup clear clearly clerk clever clicks client cliff climate climb clinic clinician clip clone close
closely closer closet cloth cloud clue clumsy cluster coach coal coarse coast cobalt cockpit code codebase codebook
codec coffee cognate cognitive coherent cohort coin cold collaborators collapse collect college colon colony color
colour column combinatorial combine come comet comma command comment commercial commit committee common commonsense
communicate commute commuter comorbid compact company compare comparison compass compel compensate compete competent
compile compiler complete complex component compose composite compositional compost compound comprehend compress
compressor comprise computational compute computer concave concept conceptual concern concise conclude concomitant
concrete concurrent condition conditional conduct conduit cone confident confidential confirm conflict conformal
confound congress congruent conjecture connect consensus consent conserve consider consist consistency consistent
console constant constraint construct consumer contact contagious contain contemporary contend content contest context
contextual continual continue contour contract contrary contrast contribute control controller convenient conventional
converge conversational convert convex conveys convolutional cook cookbook coordinate copper copy copyright coral cord
core corn cornea corner corollary corpora corporate corpse corpus correct correlates correspond corridor cortex cortices
cosine cosmetic cosmic cost costly costume cotton couch cough council count counteract counterpart country county
coupled coupon course court cousin covariance covariate cover coverage covert crab craft crane crash crater crazy create
creature credit crew crime crisis crisp criteria critic critique crop cross crossover crosswalk crowd crucial crude
cruel crystal cube cues cultural culture cumbersome cup cupboard curate curious curly current curriculum cursor curtain
curvatures curve cushion custom customer cut cyber cycle cyclic cyclist cyclone daily dairy dam damage damp dance
dancing dangers dark dashboard data database dataset date day deadline deaf dealer death debate debris debt debtor debug
debugger decades decay deceive decent decide deck decline decode decoder decompose deconstruct decouples decreases
decree deems deep deeper deer default defects defense deficiency define defunct degrade degree delay delicate delivers
delve demand dementia demo demographic demonstrate dendrite denoiser dense densely density dentist depend dependency
dependent deploy deposit depot depth depthwise derive descent describe descriptor desert desiderata design designer
desire desk desktop despite detach detail detect detector determine deterministic detours detrimental develop developer
deviate device devise devout diabetes diagnoses diagnosis diagnostic diagonal diagram dialect dialog dialogue diameter
diary dictionary diet diff differ different differential differentiates difficult difficulty digital dilated dilemma
dimension dinner dinosaur diode dip diploma diplomat dipole direct directional director dirt dirty disaster disc
discipline disclosure disconnect discount discourse discover discovery discreet discrepancy discrete discriminator
discuss disease dishwasher disk disorder dispatch display dispute disseminate dissimilar distance distant distill
distinct distinguish distribute district disturbance diverse diversify divided dividend divine diving division dizzy
dock docs document doesn doing doll dollar domain domestic dominant dominate don done donor door dormant dosage dose
double down downregulate downside downstream dozen draft dragon drain drama dramatic drastic draw drawback drawer dress
drift drill drive driven driver driveway drone drop dropout drought drug drum drummer dual dubbed duck due dull dumb
dune durable dust duty dwelling dynamic dynasty eager eagle earlier early earnings earphone earthquake ease easel easier
easily eastern easy eclipse economics ecosystem edge edit edition editor effect efficacy efficiency efficient effort egg
egocentric eigenvalue eigenvector elaborate elastic elbow elder electrode electron elegant elementary elements elephant
elevator elicit eligible eliminates eloquent elucidate email embassy embeddings embryo emerge emergent eminent emission
emit emotion emotional empathetic empathy emperor emphasis empire employ empower empty emulate enable encode encoder
encodings encompasses encourage encyclopedia end endeavors endemic endow endpoint enemy energy enforce engage engine
engineers enhance enjoyed enjoys enormous enough ensemble ensure enterprise entire entity entropy entry envelope
environmental enzyme epidemic epilepsy episode episodic epitope epoch equator equilibrium equity equivalent era erase
erasure erratic error eruption escape essay essence essential establish estate ester estimate estimator estuary ethanol
ether ethical ethics ethnic euro evaluate evaluator even event everyday everywhere evidence evolutionary evolve exact
exactly exam examine example exceed excel excellent exceptional excerpt exchange execute exempt exercises exhaust
exhibit exist exit exon exotic expand expect expense experimental expert expertise expiry explain explicates explicit
exploit exploratory explore exponent exponential exporter exposes exposure extant extend extent external extinct extra
extract extraordinary extreme eyebrow eyelid fabric face facets facial facilitate facilitator fact factor factors
factory factual faculty fail failure faint fair fairness faith faithful fall fallacy fallback fallow false familiar
family far farm farmer fashion fast faster fatal fate fatigue fault fauna favor favour fearful feasible feather feature
fed federal fee feeble feedback feedforward feeding feelings fence fern ferry fertile festival fetch fever few fewer
fiber fibre fibrosis fiction fictional field fierce figure file fill film filter final finally financial find fine
finetune finger fingerprint finite fire firm firms first firstly fiscal fish fit five fix flag flame flash flat flawed
flaws fleet flight flip flood flora flour flow flower fluid fly foam focus fog fold foliage follow font food foot
footage football footnote footprint force forecast foreign forest forgets form formal format former formula formulas
formulate fortify forum forward fossil foster found foundational foundry four fracture fragile fragment frail frame
framework frank fraud free freely freeze freezer freight frequency frequent fresh friction fridge friend frog front
frontier frontoparietal frost frozen frugal fruit fuel full fully functional fund fundamental funeral fungi fungus
funnel funny furnace furnish further fuse fuselage fuses fusing future fuzzy gadget gain galaxy gallery game gap garage
garden garlic garment gasoline gate gather gauge gaze gender gene general generalise generalist generate generator
generic genetic genome genotype genre gentle genuine geometric geometry germ gesture get ghost giant girder give given
glacier glad glass global gloomy glove glucose glue glyph goal goalkeeper goat goes gold golf good gorge govern governor
graceful grade gradient gradual graduate grain grammar grand grant grape graph graphene graphics grasp grass grave
gravel gravity great greater greatly greedy greenhouse grid grim gripper grocery ground groundwater group grow guarantee
guard guardrail guest guide guidelines guilty guitar gyroscope habit hacking hail hair half hall hallucinate hallway ham
hammer hand handbook handful handle handoff handy happy harbor harbour hard harder hardest hardware harm harmful
harmless harmony harness harsh harvest hash hasty hatchery hazard haze hazy head headache headline headphone headroom
headset health healthcare heap heart heat heaven heavily heavy hedge heel height heir helmet help helpful helpless
hemisphere hepatocyte herb herbicide herd hero heterogeneity heteroscedastic heuristic hidden hide hierarchy high higher
highest highlight highly highway hill hindcast hinder hinge hint hippocampus histogram histone history hitherto hits
hobby hockey hog holds hole holiday holistic hollow homes homework homolog honest honey hook hope horizon hormone hornet
horse hose hospital host hostel hostile hotel hour household hubness huge hull human humanoid humble humid humor hundred
hunter hurdle hurricane hurt hybrid hydrogen hydropower hygiene hypergraph hyperparameter hyperspectral hyphen
hypotheses hypothesis ice iceberg idea ideal identifiers identify idiom idle ignition ignore illegal illustrate image
imager imitate immense imminent immune impact impede imperfect implant implicit important imposed imprecise improve
impure inaccuracies inaccurate inattention incentive incident include income incomplete inconsistency inconsistent
incorporate incorrect increase increment incur independent index indexer indicate indicator individual induce industrial
industry inefficiency inert infant infection infer inferior infill infinite inflation influence influenza info inform
infrastructure infuses ingredients inherent inherits inhibitor initial initiate inject inmate innate inner innocent
input inquiries insect inside insider insight insomnia inspire instantiate instead instructional instrumental
insufficient insulin insurance intact integral integrate intelligent intense intent interact intercoder interdependent
interest interface intermediate internal internet interpersonal interpret interpreter interval intervals intervene
interview intestine intimate intricate intrinsic intro introduce intron invalid inventor inverse invert inverter
investigate invisible invoice invoke involve iron irony irregular irrelevant island isometries isotope isotropic issue
items iterative itineraries itself jacket jailbreak jargon jaw jealous jewel jewelry job join joint jointly jokes jolly
journal journals journey judge juice jump juror jury justice justify keen keep kelp kernel kerosene ketone key keyboard
keypoint keyword kicked kicking kidney kinase kind kindergarten kinematic king kingdom kitchen knee knife knobs knot
know knowledge known lab label laboratory lack ladder lag lagoon lake lamp landlord landscape landslide lane language
lantern laptops large largely larger largest larynx laser last late lately latency latent later latest latitude latter
lattice laundry lavish law lawful lawn lawyer lay layer layout lazy lead leaderboard leaders leaf leaflet league leak
lean leap learn learner lease leather leave lecture lecturer led ledger leg legacy legal legend legible lemma lemon
lender length lengthy lenient lens lentil lepton lesion lessons lets letter letting lettuce leukemia levee level lever
leverage levy lexical lexicon liability librarian library license lie life lifecycle lifelong lifespan lifts ligand
light lighthouse lighting lightweight likelihood likely limb limestone limit line linear linguistic link lip lipid
liquid list listener listwise literate literature lithium little live lively liver livestock load loaf loam loan lobby
lobbyists lobster local locale locus lodge logarithm logic logical logit logos logs lone lonely long longer longitude
look lookup loop loose loosely lorry lose loss lossy lots lottery loud low lower lowest loyal lucid lucky lullaby lumen
lunch lung lymphoma lyrics machine made magazine magic magnet magnetic magnetometer magnitude mail mailbox main mainly
mainstream maintain maize major make malaria malware mammal manage manager mandates manifold manipulate manipulator
manner manual manure manuscript many map marathon marble margin marker market marks markup marriage marsh mask mass
massive mast master match matcher mate material mathematicians mathematics matrices matrix matter mattress mature
maximum maybe mayor maze meadow meal mean measles measure meat mechanism mechanistic medal medalists media median
medical medicine medieval medium meek meet melanoma mellow melodic melody melon meltwater member membrane memory mental
mention menu merchant mercury mere merely merge merit mesh message metabolite metadata metal metallic metaphor meteor
meteoric meter methane method methodologies metric microphone microscope middle midpoint migraine migrant migration mild
milestone militaries milk mill million mimic mind mineral miniature minimal minimum mining minor minority minute minutes
mirror misbehavior mislead misrepresent missile missing mission mist mistakes misuse mitigate mitosis mix mixer mixture
mobile mode model modern modest modular module modulus moist moisture molecule moment momentum money monitor monkey
monocular monomer monotone month monthly mood moon moral morally morpheme mortality mortar mortgage mosaic mosquito moss
mostly mother motif motifs motion motivates motive motor mould mountain mouse mouth move movies much muddy mug multi
multigene multilingual multimodal multiple multistage multistep multitask multitude mundane mural murky muscle museum
mushroom music mutant mutation mute mutual myth nail naive naked name namely nanometer nanotube napkin narrative narrow
nasty nation national native natural nature nausea navigate navigators near nearby nearly neat nebula necessary
necessitate neck necklace nectar need needle negation neglect neighbor neighborhood neighbour nephew nerve nervous nest
nested network neural neuron neuroscientific neurosymbolic neutral neutrino neutron never new newly next nice niche
nickel niece night nine nitrogen nocturnal node noise noisy none nontrivial nonverbal noodle norm normal nose notable
notably note notebook notice notion noun novel novelty now nozzle nuanced nucleus null nullify number numeric numerous
nurse nutrient oat oath obese obesity object obscure observe observer obsolete obstacle obtain occult occupancy occupant
occur ocean odds odious odometer odor off offer official offline often old oligomer olympiad one ongoing onion online
onset opaque open openly opensource opera operate operational operators opinions opponent opposite optic optical optimal
optimiser optimises optimizer optimum options orbit orchard orchestra orchestrator order ore organ organic organism
organizational organocatalysts original origins ornament ornate orphan other otherwise out outage outbreak outcome outer
outfit outlet outlier outline outlook outperform output ovary oven overall overcome overconfident overhead oversight
overt overview owing own owner oxidation oxide oxygen oyster ozone pace package packet page pagoda paint pair pairwise
palace pale palette pan pancreas pandemic panel panoptic paper par parade paradigm paradox paragraph paralinguistic
parallel parameter parametric paramount paranoia parasite parcel parent parenthesis parity park parkour parliament
parole parse parser parsley part partial participant particle particular partner party pass passage passenger passive
passport past paste pastry pasture patch patent path pathogen patient patron pattern paves paving payload payment payoff
peach peak pear peasant pebble peculiar pedal pedestrian peer penalty pencil peninsula pension people pepper peptide
percent percentage percentile perception perceptual perform performant perhaps peril period permafrost permission permit
persist persistent person persona personal persuade pertinent perturb perturbational pest pesticide petal petition
petroleum pharmacy phase phenomena phenomenon phenotype philosophy phoneme phones phonon photo photographs photon
photorealistic phrase physician physics piano pick pier pigeon pilgrim pill pillar pillow pilot pine pinpoint pipe
pipeline pirate piston pitch pitfall pivotal pixel place placebo placid plague plain plaintext plaintiff plan plane
planet plank planner plaque plasma plasmid plaster plastic plate plateau platform platinum play playbook player
playground pleasant plot plots plow plug plugin plumage plume plural plus pneumonia pocket poem poet poetry point
pointer pointwise poison poisonous polarity pole police policy policymakers polite politics pollen pollutant pollution
polymer polynomial pompous pond ponderous pool poor poorly popular popularity populate porch port porter portfolio
portion portrait pose positional posits possess postage poster posterior potassium potato potential pothole pottery
poultry poverty powder power practice practitioners pragmatics prayer precious precise precursor predator predecessor
predict prefer prefill prefix pregnancy pregnant preliminary premise premium prepend preschool presence present preserve
preset president pressure pretext pretrain prevalent prevent previous prey price priest primary prime prince princess
principle printer prior prioritises priority prison prisoner pristine privacy private prize probabilistic probability
probe problem problematic procedural procedure process procurement produce products professional proficiency proficient
profile profit prognosis program programmers progress project projector promise promote promoter prompt prone pronoun
proof propeller proper properties proposals propose proprietary prospect prostate prosthesis protease protein protocol
proton prototype proud prove proverb provide providers province proxy prudent pruned prunes pruning public pull pulley
pulse pump punishment pupil puppet purchase pure purely purports purpose pursue pursuit push put puzzle pyramid
quadratic quadrupedal quaint quality quantify quantile quantity quantum quark quarry quarter qubit queen query quest
questionnaire queue quick quickly quiet quiz quota quote rabbit race rack radar radiator radical radio radius raft
railway rain rainfall rainforest rainy raise raised raises raising rally ramp ranch random range rank rankers rapid
rapidly rare rarely rash rate rater rather ratio rationale ravine raw ray reach react reactant reactor read reader
readily ready reagent real realism realistic reality realize really realm reanalysis reap rear reason rebate recall
receipt receive receiver recent receptor recipe recommend recommender reconstruct record recorder recordings recover
recovery recruit recruits rectangle rectifies recurrent recursive redshift reduce redundant reef refer referee refine
refinery reflect reframes refuge refugee refund refusal regal regard regenerate regime regimen region register registry
regressor regret regular regularizer regulatory rehearsal relate relational relay release relevancy relevant reliant
relic relieves religion rely remain remark remedy remember remind remnant remote remove render renderer renderings rent
repair repeat repellent repertoire replace replay report reporter repository represent reproduce request require rescue
research researcher resemble reservoir resident residual residue resin resolute resolve resonance resort resource
respect respond response restricts result retailer retain retarget retina retries retrieval retrieve retriever
retrosynthesis return reuse reveal revenue reversal reverse revert review reviewer revise reward rewind rewrite rhetoric
rhyme rhythm rib ribbon ribosome rice rich richer riddle rider rifle right rigid rigorous ring riot ripe rise risk
ritual rival river road roadmap robber robot robotic robust rocket rogue role rollout roof room rooster root rope rose
rotate rote rotor rough roughly round rounds route router routine routing royal rubber rubric rubrics rude rudimentary
rug rugby ruin rule ruler rumor rumour run runtime runway rural rustic rye sabotage sacred safe safer safety sailor
salad salary sale salient salmon salt same sample sampler sanction sand sandbox sandpaper sandstone sane sarcasm
satellite satire satisfactory sauce sausage savage savanna save scaffold scalar scale scalp scalpel scandal scans scar
scarce scenario scene schedule scheduler schema scheme scholar school science scientific scientist scissors scope score
scout scratch screenplay screw scribbles script scroll sculpture sea seabed seal search season seat seaweed second
secret sector secure sedan see seed seek seem seen segment segmenter seizure select selfish seller semantic semester
senate senator send sender senior sense sensible sensitivity sensor sentiment separate sepsis sequel sequential serene
series serious sermon serum serve server service session set setup seven several severe sewer shade shadow shaft shallow
shape share shark sharp shed sheep sheer sheet shelf shelter shield shift shiny ship shipyard shirt shirts shock shoe
shop shopper shore shoreline short shortcut shorter shortly shot shoulder show showcase shown shrewd shrimp shrine shrub
sibling sick sickle side sidewalk sight sign signal significant silence silent silicon silk silly silver similar simple
simpler simplex simplify simply simulate simulator sincere singer single singular singularity sink sinkhole sister site
six size skater skeleton skeptical sketch skewed skill skin skull slab slang slaughter slave sleep sleepy sleeve slender
slice slide sliding slight slim slip slits slogan slope slot slots slow slower small smaller smallest smart smartphone
smartwatch smile smog smoke smooth smoother smuggler snail snake snapshot sniper snippet snow snowpack soap sober soccer
social societal society socket sodium sofa soft software soil solar soldier solely solemn solid soliton solve solvent
solver sometimes somewhat song soon soot sorghum sort soul sound soup sour source southern soybean space spam span spare
sparked sparks sparse spatial speaker spearhead special specialist specialty species specific specimen speckle spectra
spectrogram spectrum speech speed speedup sphere spherical spicy spider spike spin spinach spine spinor spiral spleen
split spoken sponge sponsor spoon sport sports spot spouse spread sprint spurious spy square squared stable stack
stadium staff staffers stage stain stair staircase stake stakeholders stakes stale stall stamp stance standalone
standard stands stanza star start startup state static stationary statistic statue stature status statute staunch stays
steak steam steel steep stem stencil step stepwise stereo stereotypes sterile stern steroid stew stick stiff stiffness
stigma still stimulus stitch stochastic stock stomach stone stood stool stop storage store storm story stout stove
straightforward strain strand stranger strategic strategy straw strays stream strength strengthen stress stretch
stretcher strict stride string strip stripe stroke strong stronger strongest structural structure struggle stub student
studied studio study stump style stylistic subgraph subject submarine suboptimal subpar subsequent subset subsidy
subspace substantial substitute substrate subtask subtitle subtle subtypes suburb subway succeed success successor
sudden suffer sufficient suffix sugar suggest suit suite sulfur summary summer summit sums sunlight superb superior
supervise supper supplementary supply support supreme surface surge surgeon surgery surpass surplus survey suspect swamp
swapped sweat swift swimmer swing switch sword syllable syllabus symbol symbolic symmetric symmetry symphony symposium
symptom synapse syndrome synergistic synergy syntax syntheses synthesis synthetic syringe syrup system systematic table
tablet tabular tackle tactic tail tailor take takeaway taken takers tale talent talking tall tame tames tank tap tape
tardy target tariff task taste tasty tavern tax taxi taxonomy teach teacher team teammate tear tease tech technique
teenager teeth telescope tell temper temperature template temple tempo temporal ten tenant tend tendency tenfold tennis
tense tension tensor tent tepid terabytes term terminal terrain terrorist test testbed tester text textbook textual
texture thanks theater theatre theft themselves theorem theory therapist therapy thereby therefore thermal thermometer
thesaurus thesis thick thief thigh thin think third thirsty thorough thought thousand thread threat threatens three
threefold threshold throat throughout throughput throw thrust thumb ticket tide tidy tied ties tight tile timber time
timeline timeout timescales timid tiny tip tire tired tissue titanium title titles titration toast toaster tobacco today
toddler together toilet token tokenizer tomato tomb tone tongue too took tool toolkit tooth top topics topologies
topsoil torque torsion torso total touchscreen tough tourist towel tower town toxic toxin trace track tractor trade
trademark tradeoff trader traditional traffic trailer train trainer traits trajectory tram transcript transcriptional
transcriptome transfer transform transformer transistor transit translate translucent transmitter transparency
transparent trap traps trash trauma travels traverse tray treat treaty tree trench trend trial triangle tribe tribunal
tribute trick tricky trigger trillion trip triple triplicate trivial tropical truck true truly trunk trust trustworthy
truth try tsunami tube tuberculosis tuition tumor tumour tuna tune tunnel tuple turbine turbulence turn tutor tweak
tweets twenty twice twig twin two twofold type typeface typhoon typical typo tyre ugly ulcer ultimate umpire unary
uncertainty uncle unclear unconditional underestimates undergraduate underscores understand understood underway uneven
unfair unfit unified uniform unify union unique unit universal universe unknown unleashes unlike unlock unnecessary
unravel unsafe unsatisfactory unseen untuned unusual unveils unwieldy update upgrade uplink upon upper upright upset
upside uranium urban urgent urine usage use useful user usually uterus utility utilize utterance vacancy vacant vaccine
vacuum vague vain valence valiant valid validate validator valley value valve van vanilla vapid vapor vapour variance
variant variety various vary vase vast vector vegetable vehicle vein velocity vendor venue verb verbal verbatim verbose
verdict verifier verify versatile verse version versus vertex vertice vessel veteran viable vicious victim video view
viewpoint vigilant vile villa village villain vine vinegar vineyard violence violin virtual virus visa viscosity vision
visitor visual visuomotor vital vitamin vivid vocabulary vocal vodka voice volatile volcano volleyball volt voltage
volume volumetric volunteer vortex voter voting voucher vowel voxel voyage vulgar wafer wage wagon waist wake walk
wallet walls want ward wardrobe warehouse warfare warm warning warped warps warrior wary waste wasteful watch watchful
water waterfall watermark watt wave waveform way weak weaker weakness wealth weapon weary weather web website wedding
weed week weekend weight weird welcome well went western wetland whale wheat wheel wheelchair whereas whereby whiskey
whitepaper whole wholesaler wicked wide widely wider widespread widow width wife wild wildfire willing win wind window
windy wine wing wingspan winner winter wire wireless wise wish witness witty wolf woman wonder wood woody wool word work
workbench worker workflow workloads world worse worst worth wound wrapper wrench wrist write writers written wrong yacht
yard year yearly years yellow yield yogurt young yourself zealous zero zinc zone zoom
"""

FUNCTION = frozenset(_FUNCTION_WORDS.split())
"""Words that hold a sentence together and are no part of a name on their own."""

_LISTED = frozenset(_ORDINARY_WORDS.split())
_NO_PLURAL = re.compile(r"(?:ss|us|is|ics)\Z|\A.{1,4}\Z")
_ORDINARY = _LISTED | {word[:-1] for word in _LISTED if word.endswith("s") and not _NO_PLURAL.search(word)}
"""Words of papers that their ending does not give away, in the singular."""

_ENDING = re.compile(
    r"(?:ing|ed|ive|ance|ence|tion|sion|ly|ness|ment|ity|ous|able|ible|al|ize|ise|ify|ism|ist|ology|ful|less|ship"
    r"|ator|itor|ctor|ssor|izer|iser|fier|mer|ic|ics|ant|ent|ary|ory|acy|ency|ancy|phy|ture|sure)$"
)
_COINED = re.compile("(?:eval|former|attention|assistant)$")
"""With what names end that are written as one word: humaneval, toolformer. Words of English that do are in the list."""

_WITH_ENDING = 8
"""Letters a word needs for its ending to tell: `chunking` does. Shorter ones are in the list: `ansible` is a name."""


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether a word in lower case is an English content word, in the singular or in the plural. A word of no list
    and with no English ending is taken for a name (`mathlib`, `numpy`).
    """
    return any(form in _ORDINARY or _has_ending(form) for form in _forms(word)) and word not in FUNCTION


def _has_ending(word: str) -> bool:
    if len(word) < _WITH_ENDING or not word.isascii() or _COINED.search(word):
        return False
    return _ENDING.search(word) is not None


def _forms(word: str) -> tuple[str, ...]:
    """The word, and what it would be without the ending of a plural or of a verb."""
    forms = [word]
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
    for form in tuple(forms):
        stem = form.removesuffix("ed").removesuffix("ing")
        if stem != form:
            forms += [stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem]
    return tuple(forms)
