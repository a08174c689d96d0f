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
academic accelerate accelerator accelerators accent accept access accidents accommodate accomplish account accuracy
accurate achieve acid acknowledge acoustic acquire act action activator active actor actual acute adapt adapter add
additional address adept adequate adjacent adjust adopt advance advantage adverb adversarial adverse advice advocate
aerial affect affine affinity afterwards age agency agent agentic aggregates agile aging agnostic ahead aid aim airborne
airway akin alarm album alert algebra algorithm algorithmic alien align alive allele allergy alleviate allocates allow
alloy almost alone along alongside already alter alternate altogether altruistic always amazing ambient ambiguous amend
amongst amount ample analogy analyse analysis analyze anchor ancient angle angry animal animate ankle annotate annotator
annoying annual anode anomaly another answer antenna anticipate anxiety apart app apparel appeal appear applied apply
approach appropriate approximate arbitrary arcade architectural architecture archive ardent area arena argue arid arise
arithmetic arm armor around array arrival arrow art artery article artifact artificial artists ask asleep aspect aspirin
assess asset assign assimilate assist assistant asteroid astute asymmetric asymptote atom atomic attach attack attain
attempt attend attribute auction audience audio audit augment austere author authors autism autoencoder automate
automatic autonomy avatar avenues average avoid awake aware awareness away awful awkward axes axiom axis axle back
backbone background backpropagates backspace backup backward bacteria bad bait balance ball bandwidth bank bar bare
barrier base baseline basic basin basis basket batch battery beacon bear beat become bedside beetle begin behave
behavior behavioral behaviour behind belief believe bench benchmark bend beneath beneficial benefit benign besides
bespoke best better beverage beyond bias bicycle bid bidder bidirectional big bigger bill billion bills bin binary bind
biology biopsy bird bits bitter bizarre black blackbox bladder blanket blast bleach bleak bleed blend blind blob block
blockwise blog blood bloom blueprint bluff blunt blur board body bold bolt bond bone books boost boot border bore bored
boson bottleneck bound boundary bowl box boxes brain brake branch brand brave breach bread breadth break breakfast
breakthroughs breeze brick bridge brief briefing bring brisk brittle broad broadcast broader broadly broker bronze
brought brutal bubble bucket budget buffer bug build builders built bulk bulletin bundle burden burnout burst bursts
bursty bush business busy buyer bypasses cabin cable cache calcium calculus calendar call calm camera campaign canal
cancer candid candidate candle cannot canvas capable capacity capital caption capture car carbon care career careful
cargo carpet carry cartoon cascade case cash cast castle casual catalog catalyst catastrophic catch category catheter
causal cause caution cautious cave caveat cavity cede ceiling cell cellular cement census center central centre centroid
certain chain challenge chamber chances change channel chaotic chapter character characteristic charge chart chat
chatbot cheap cheaper cheaply checklist checkpoint checks cheerful cheese chemical chemistry chemists chess chest chick
chimney chip choice choose chose chosen chromophore chronic chunk chunkwise cipher circles circuit citation citizen city
civic civil claim clarify class classic classifier classify classroom clause clay clean cleanly cleanup clear clearly
clerk clever clicks client climate climb clinic clinician clip clone close closely closer closet cloth cloud clue clumsy
cluster coach coal coarse coast code codebase codebook codec coffee cognate cognitive coherent cohort coin cold
collaborators collapse collect college colony color colour column combinatorial combine come comet command comment
commercial commit committee common commonsense communicate commute comorbid compact company compare comparison compass
compel compensate compete competent compile compiler complete complex component compose composite compositional compound
comprehend compress compressor comprise computational compute computer concave concept conceptual concern concise
conclude concomitant concrete concurrent condition conditional conduct conduit cone confident confidential confirm
conflict conformal confound congress congruent conjecture connect consensus consent conserve consider consist
consistency consistent console constant constraint construct consumer contact contagious contain contemporary contend
content contest context contextual continual continue contour contract contrary contrast contribute control controller
convenient conventional converge conversational convert convex conveys convolutional cook cookbook coordinate copy
copyright cord core corn corner corollary corpora corporate corpse corpus correct correlates correspond corridor cortex
cortices cosine cosmetic cosmic cost costly cotton couch council count counteract counterpart country county coupled
coupon course court covariance covariate cover coverage covert craft crane crash crater crazy create creature credit
crew crime crisis crisp criteria critic critique crop cross crossover crowd crucial crude cruel crystal cube cues
cultural culture cumbersome cup curate curious curly current curriculum cursor curtain curvatures curve cushion custom
customer cut cyber cycle cyclic cyclone daily dairy damage damp dance dancing dangers dark dashboard data database
dataset date day deadline deaf dealer death debate debris debt debug debugger decades decay deceive decent decide deck
decline decode decoder decompose deconstruct decouples decreases decree deems deep deeper deer default defects defense
deficiency define defunct degrade degree delay delicate delivers delve demand demo demographic demonstrate dendrite
denoiser dense densely density dentist depend dependency dependent deploy deposit depth depthwise derive descent
describe descriptor desert desiderata design designer desire desktop despite detach detail detect detector determine
deterministic detours detrimental develop developer deviate device devise devout diabetes diagnoses diagnosis diagnostic
diagonal diagram dialect dialog dialogue diameter diary dictionary diet diff differ different differential
differentiates difficult difficulty digital dilated dilemma dimension dinner dinosaur diode dip diploma dipole direct
directional director dirt dirty disaster disc discipline disclosure disconnect discount discourse discover discovery
discreet discrepancy discrete discriminator discuss disease disk disorder dispatch display dispute disseminate
dissimilar distance distant distill distinct distinguish distribute district disturbance diverse diversify divided
dividend divine diving division dizzy dock docs document doesn doing doll dollar domain domestic dominant dominate don
done donor door dormant dosage dose double down downregulate downside downstream dozen draft dragon drain drama dramatic
drastic draw drawback drawer dress drift drill drive driven driver drone drop dropout drought drug drum dual dubbed duck
due dull dumb durable dust duty dwelling dynamic eager eagle earlier early earnings earthquake ease easier easily
eastern easy eclipse economics ecosystem edge edit edition editor effect efficacy efficiency efficient effort egocentric
eigenvalue eigenvector elaborate elastic elbow elder electrode electron elegant elementary elements elephant elevator
elicit eligible eliminates eloquent elucidate email embeddings embryo emerge emergent eminent emission emit emotion
emotional empathetic empathy emphasis empire employ empower empty emulate enable encode encoder encodings encompasses
encourage end endeavors endemic endow endpoint enemy energy enforce engage engine engineers enhance enjoyed enjoys
enormous enough ensemble ensure enterprise entire entity entropy entry envelope environmental enzyme epidemic episode
episodic epitope epoch equilibrium equity equivalent era erase erasure erratic error eruption escape essay essence
essential establish estate ester estimate estimator ether ethical ethics ethnic euro evaluate evaluator even event
everyday everywhere evidence evolutionary evolve exact exactly exam examine example exceed excel excellent exceptional
excerpt exchange execute exempt exercises exhaust exhibit exist exit exon exotic expand expect expense experimental
expert expertise expiry explain explicates explicit exploit exploratory explore exponent exponential exporter exposes
exposure extant extend extent external extinct extra extract extraordinary extreme fabric face facets facial facilitate
facilitator fact factor factors factual faculty fail failure faint fair fairness faith faithful fall fallacy fallback
fallow false familiar family far farm farmer fashion fast faster fatal fate fault fauna favor favour fearful feasible
feather feature fed federal fee feeble feedback feedforward feeding feelings fence ferry fertile festival fetch fever
few fewer fiber fibre fibrosis fiction fictional field fierce figure file fill film filter final finally financial find
fine finetune finger fingerprint finite fire firm firms first firstly fiscal fish fit five fix flag flame flash flat
flawed flaws fleet flight flip flood flora flour flow flower fluid fly foam focus fold foliage follow font food foot
footage footnote footprint force forecast foreign forest forgets form formal format former formula formulas formulate
fortify forum forward fossil foster found foundational four fracture fragile fragment frail frame framework frank fraud
free freely freeze freight frequency frequent fresh friction friend frog front frontier frontoparietal frozen frugal
fruit fuel full fully functional fund fundamental fungus funnel funny furnace furnish further fuse fuses fusing future
fuzzy gain galaxy gallery game gap garden garment gate gather gauge gaze gender gene general generalise generalist
generate generator generic genetic genome genotype genre gentle genuine geometric geometry germ gesture get ghost giant
give given glacier glad glass global gloomy glove glucose glue glyph goal goat goes gold golf good govern governor
graceful grade gradient gradual graduate grain grammar grand grant graph graphene graphics grasp grass gravel gravity
great greater greatly greedy grid grim gripper grocery ground group grow guarantee guard guardrail guest guide
guidelines guilty guitar habit hacking hair half hall hallucinate hammer hand handbook handful handle handoff handy
happy harbor harbour hard harder hardest hardware harm harmful harmless harness harsh harvest hash hasty hazard hazy
head headline headroom headset health healthcare heap heart heat heaven heavily heavy hedge heel height heir help
helpful helpless hepatocyte herb herd hero heterogeneity heteroscedastic heuristic hidden hide hierarchy high higher
highest highlight highly highway hill hindcast hinder hinge hint histogram histone history hitherto hits hobby holds
hole holiday holistic hollow homes homework homolog honest honey hook hope horizon hormone horse hospital host hostel
hostile hotel hour household hubness huge hull human humanoid humble humid humor hundred hunter hurdle hurricane hurt
hybrid hydrogen hygiene hypergraph hyperparameter hyperspectral hypotheses hypothesis ice iceberg idea ideal identifiers
identify idiom idle ignition ignore illegal illustrate image imager imitate immense imminent immune impact impede
imperfect implant implicit important imposed imprecise improve impure inaccuracies inaccurate incentive incident include
income incomplete inconsistency inconsistent incorporate incorrect increase increment incur independent index indexer
indicate indicator individual induce industrial industry inefficiency inert infant infection infer inferior infill
infinite inflation influence info inform infrastructure infuses ingredients inherent inherits inhibitor initial initiate
inject innate inner innocent input inquiries insect inside insider insight inspire instantiate instead instructional
instrumental insufficient insulin insurance intact integral integrate intelligent intense intent interact intercoder
interdependent interest interface intermediate internal internet interpersonal interpret interpreter interval intervals
intervene interview intimate intricate intrinsic intro introduce intron invalid inverse invert investigate invisible
invoice invoke involve iron irony irregular irrelevant island isometries isotope isotropic issue items iterative
itineraries itself jacket jailbreak jealous jewel job join joint jointly jokes jolly journal journals journey judge
juice jump juror jury justice justify keen keep kernel ketone key keyboard keypoint keyword kicked kicking kidney kinase
kind kinematic kitchen knee knife knobs knot know knowledge known lab label laboratory lack ladder lag lake lamp
landscape lane language laptops large largely larger largest laser last late lately latency latent later latest latter
lattice laundry lavish law lawful lawn lawyer lay layer layout lazy lead leaderboard leaders leaf league leak lean leap
learn learner leather leave lecture led ledger leg legacy legal legend legible lemma lemon length lengthy lenient lens
lepton lesion lessons lets letter letting level lever leverage lexical lexicon liability library license lie life
lifecycle lifelong lifespan lifts ligand light lighting lightweight likelihood likely limb limit line linear linguistic
link lipid liquid list listener listwise literate literature little live lively liver load loan lobby lobbyists local
locale locus lodge logarithm logic logical logit logos logs lone lonely long longer look lookup loop loose loosely lose
loss lossy lots lottery loud low lower lowest loyal lucid lucky lumen lunch lung machine made magazine magic magnet
magnetic magnitude mail mailbox main mainly mainstream maintain major make malware mammal manage manager mandates
manifold manipulate manipulator manner manual many map marathon marble margin marker market marks markup marriage mask
mass massive mast master match matcher mate material mathematicians mathematics matrices matrix matter mature maximum
maybe mayor maze meal mean measure meat mechanism mechanistic medal medalists media median medical medicine medium meek
meet mellow melodic melody member membrane memory mental mention menu merchant mercury mere merely merge merit mesh
message metabolite metadata metal metallic metaphor meteoric meter method methodologies metric microphone microscope
middle midpoint migration mild milestone militaries milk mill million mimic mind mineral miniature minimal minimum
mining minor minority minute minutes mirror misbehavior mislead misrepresent missing mission mistakes misuse mitigate
mitosis mix mixer mixture mobile mode model modern modest modular module modulus moist moisture molecule moment momentum
money monitor monkey monocular monomer monotone month monthly mood moon moral morally morpheme mortality mortar mosaic
mostly mother motif motifs motion motivates motive motor mould mountain mouse mouth move movies much muddy multi
multigene multilingual multimodal multiple multistage multistep multitask multitude mundane mural murky muscle museum
mushroom music mutant mutation mute mutual myth nail naive naked name namely nanometer nanotube narrative narrow nasty
nation national native natural nature nausea navigate navigators near nearby nearly neat necessary necessitate neck need
needle negation neglect neighbor neighborhood neighbour nerve nervous nest nested network neural neuron neuroscientific
neurosymbolic neutral neutrino neutron never new newly next nice niche night nine nitrogen nocturnal node noise noisy
none nontrivial nonverbal noodle norm normal nose notable notably note notebook notice notion noun novel novelty now
nozzle nuanced nucleus null nullify number numeric numerous nurse nutrient oath obese obesity object obscure observe
observer obsolete obstacle obtain occult occupancy occupant occur ocean odds odious odor off offer official offline
often old oligomer olympiad one ongoing online onset opaque open openly opensource opera operate operational operators
opinions opponent opposite optic optical optimal optimiser optimises optimizer optimum options orbit orchestra
orchestrator order organ organic organism organizational organocatalysts original origins ornament ornate other
otherwise out outage outbreak outcome outer outfit outlet outlier outline outlook outperform output oven overall
overcome overconfident overhead oversight overt overview owing own owner oxidation oxide oxygen ozone pace package
packet page pagoda paint pair pairwise palace pale palette palm pan pandemic panel panoptic paper par parade paradigm
paradox paragraph paralinguistic parallel parameter parametric paramount paranoia parcel parent parity park parkour
parliament parse parser part partial participant particle particular partner party pass passage passive past paste patch
patent path patient patron pattern paves paving payload payment payoff peak peasant peculiar pedal pedestrian peer
penalty pencil pension people pepper peptide percent percentage percentile perception perceptual perform performant
perhaps peril period permission permit persist persistent person persona personal persuade pertinent perturb
perturbational pest petal petition pharmacy phase phenomena phenomenon phenotype philosophy phoneme phones phonon photo
photographs photon photorealistic phrase physician physics piano pick pier pill pillar pilot pine pinpoint pipe pipeline
pirate pitch pitfall pivotal pixel place placebo placid plague plain plaintext plan plane planet planner plaque plasma
plasmid plastic plate plateau platform play playbook player playground pleasant plot plots plug plugin plume plus pocket
poem poet point pointer pointwise poison poisonous polarity pole police policy policymakers polite politics pollen
pollutant pollution polymer polynomial pompous pond ponderous pool poor poorly popular popularity populate porch port
porter portfolio portion portrait pose positional posits possess postage poster posterior potato potential pottery
poverty powder power practice practitioners pragmatics prayer precious precise precursor predator predecessor predict
prefer prefill prefix pregnancy pregnant preliminary premise premium prepend presence present preserve preset president
pressure pretext pretrain prevalent prevent previous prey price priest primary prime prince princess principle printer
prior prioritises priority prison prisoner pristine privacy private prize probabilistic probability probe problem
problematic procedural procedure process procurement produce products professional proficiency proficient profile profit
prognosis program programmers progress project projector promise promote promoter prompt prone pronoun proof proper
properties proposals propose proprietary prospect prosthesis protease protein protocol proton proud prove provide
providers province proxy prudent pruned prunes pruning public pull pulse pump punishment pupil purchase pure purely
purports purpose pursue pursuit push put puzzle pyramid quadratic quadrupedal quaint quality quantify quantile quantity
quantum quark quarter qubit queen query quest questionnaire queue quick quickly quiet quiz quota quote rabbit race rack
radar radiator radical radio radius railway rain rainfall rainy raise raised raises raising rally ramp ranch random
range rank rankers rapid rapidly rare rarely rash rate rater rather ratio rationale raw ray reach react reactant reactor
read reader readily ready reagent real realism realistic reality realize really realm reanalysis rear reason rebate
recall receipt receive receiver recent receptor recipe recommend recommender reconstruct record recorder recordings
recover recovery recruit recruits rectangle rectifies recurrent recursive redshift reduce redundant reef refer referee
refine reflect reframes refuge refugee refusal regal regard regenerate regime regimen region register registry regressor
regret regular regularizer regulatory rehearsal relate relational relay release relevancy relevant reliant relic
relieves religion rely remain remark remedy remember remind remnant remote remove render renderer renderings rent repair
repeat repellent repertoire replace replay report reporter repository represent reproduce request require rescue
research researcher resemble resident residual residue resin resolute resolve resonance resort resource respect respond
response restricts result retain retarget retina retries retrieval retrieve retriever retrosynthesis return reuse reveal
revenue reversal reverse revert review reviewer revise reward rewind rewrite rhetoric rhythm ribbon ribosome rice rich
richer rider rifle right rigid rigorous ring riot ripe rise risk ritual rival river road roadmap robot robotic robust
rocket rogue role rollout roof room root rope rose rotate rote rotor rough roughly round rounds route router routine
routing royal rubber rubric rubrics rude rudimentary ruin rule ruler rumor rumour run runtime rural rustic sabotage
sacred safe safer safety salad salary sale salient salmon salt same sample sampler sanction sand sandbox sane sarcasm
satellite satisfactory sauce savage save scaffold scalar scale scalp scandal scans scar scarce scenario scene schedule
scheduler schema scheme scholar school science scientific scientist scissors scope score scout scratch screw scribbles
script scroll sculpture sea seal search season seat second secret sector secure see seed seek seem seen segment
segmenter seizure select selfish seller semantic semester senate send sender senior sense sensible sensitivity sensor
sentiment separate sequel sequential serene series serious serum serve server service session set setup seven several
severe shade shadow shaft shallow shape share shark sharp shed sheep sheer sheet shelf shelter shield shift shiny ship
shirt shirts shock shoe shop shore short shortcut shorter shortly shot shoulder show showcase shown shrewd shrine shrub
sibling sick side sidewalk sight sign signal significant silence silent silicon silk silly silver similar simple simpler
simplex simplify simply simulate simulator sincere singer single singularity sink sister site six size skeleton
skeptical sketch skewed skill skin skull slab slang slave sleep sleepy slender slice slide sliding slight slim slip
slits slogan slope slot slots slow slower small smaller smallest smart smile smoke smooth smoother snake snapshot sniper
snippet snow soap sober soccer social societal society socket sofa soft software soil solar soldier solely solemn solid
soliton solve solvent solver sometimes somewhat song soon sort soul sound soup sour source southern space spam span
spare sparked sparks sparse spatial speaker spearhead special specialist specialty species specific specimen speckle
spectra spectrogram spectrum speech speed speedup sphere spherical spicy spider spike spin spine spinor spiral split
spoken sponge sponsor spoon sport sports spot spouse spread sprint spurious squad square squared stable stack stadium
staff staffers stage stain stair stake stakeholders stakes stale stall stamp stance standalone standard stands star
start startup state static stationary statistic statue stature status statute staunch stays steak steam steel steep stem
stencil step stepwise stereo stereotypes sterile stern stick stiff stiffness stigma still stimulus stitch stochastic
stock stomach stone stood stool stop storage store storm story stout straightforward strain strand stranger strategic
strategy straw strays stream strength strengthen stress stretch strict stride string strip stripe stroke strong stronger
strongest structural structure struggle stub student studied studio study stump style stylistic subgraph subject
submarine suboptimal subpar subsequent subset subsidy subspace substantial substitute substrate subtask subtitle subtle
subtypes suburb subway succeed success successor sudden suffer sufficient suffix sugar suggest suit suite sulfur summary
summer summit sums sunlight superb superior supervise supper supplementary supply support supreme surface surge surgeon
surgery surpass surplus survey suspect swapped sweat swift swing switch syllable symbol symbolic symmetric symmetry
symphony symposium symptom synapse syndrome synergistic synergy syntax syntheses synthesis synthetic syringe system
systematic table tablet tabular tackle tactic tail tailor take takeaway taken takers tale talent talking tall tame tames
tank tap tape tardy target tariff task taste tasty tax taxi taxonomy teach teacher team teammate tear tease tech
technique teenager telescope tell temper temperature template temple tempo temporal ten tenant tend tendency tenfold
tennis tense tension tensor tent tepid terabytes term terminal terrain terrorist test testbed tester text textbook
textual texture thanks theater theatre theft themselves theorem theory therapist therapy thereby therefore thermal
thermometer thick thief thigh thin think third thirsty thorough thought thousand thread threat threatens three threefold
threshold throughout throughput throw thrust thumb ticket tide tidy tied ties tight tile timber time timeline timeout
timescales timid tiny tip tire tired tissue title titles titration toast tobacco today together toilet token tokenizer
tomato tomb tone tongue too took tool toolkit tooth top topics topologies torque torsion torso total tough tourist tower
town toxic toxin trace track tractor trade tradeoff trader traditional traffic train trainer traits trajectory tram
transcript transcriptional transcriptome transfer transform transformer transistor transit translate translucent
transparency transparent trap traps trash trauma travels traverse tray treat treaty tree trench trend trial triangle
tribe tribunal tribute trick tricky trigger trillion trip triple triplicate trivial tropical truck true truly trunk
trust trustworthy truth try tsunami tube tuition tumor tumour tune tunnel tuple turbine turbulence turn tutor tweak
tweets twenty twice twin two twofold type typical typo tyre ugly ulcer ultimate unary uncertainty uncle unclear
unconditional underestimates undergraduate underscores understand understood underway uneven unfair unfit unified
uniform unify union unique unit universal universe unknown unleashes unlike unlock unnecessary unravel unsafe
unsatisfactory unseen untuned unusual unveils unwieldy update upgrade uplink upon upper upright upset upside urban
urgent urine usage use useful user usually utility utilize utterance vacancy vacant vaccine vacuum vague vain valence
valiant valid validate validator valley value valve vanilla vapid vapor vapour variance variant variety various vary
vase vast vector vegetable vehicle vein velocity vendor venue verb verbal verbatim verbose verdict verifier verify
versatile version versus vertex vertice vessel veteran viable vicious victim video view viewpoint vigilant vile villa
village vine violence violin virtual virus visa viscosity vision visitor visual visuomotor vital vitamin vivid
vocabulary vocal voice volatile volcano volt voltage volume volumetric volunteer vortex voter voting vowel voxel voyage
vulgar wafer wage wagon waist wake walk wallet walls want ward warehouse warfare warm warning warped warps warrior wary
waste wasteful watch watchful water waterfall watermark watt wave waveform way weak weaker weakness wealth weapon weary
weather web website wedding weed week weekend weight weird welcome well went western whale wheat wheel whereas whereby
whitepaper whole wicked wide widely wider widespread widow width wife wild wildfire willing win wind window windy wine
wing winner winter wire wireless wise wish witness witty wolf woman wonder wood woody wool word work workbench worker
workflow workloads world worse worst worth wound wrapper wrist write writers written wrong yard year yearly years yellow
yield young yourself zealous zero zone zoom
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
_WITH_ENDING = 8
"""Letters a word needs for its ending to tell: `chunking` does. Shorter ones are in the list: `ansible` is a name."""


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether a word in lower case is an English content word, in the singular or in the plural. A word of no list
    and with no English ending is taken for a name (`mathlib`, `numpy`).
    """
    return any(form in _ORDINARY or _has_ending(form) for form in _forms(word)) and word not in FUNCTION


def _has_ending(word: str) -> bool:
    return len(word) >= _WITH_ENDING and word.isascii() and _ENDING.search(word) is not None


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
