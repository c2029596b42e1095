"""The codes of the synthetic core. Prevalences are invented; no figure here describes a real population."""


def words(text: str) -> tuple[str, ...]:
    """A list of single words, written the way people write lists of words."""
    return tuple(text.split())


# ICD-10 code (no dot), name, share of the events it takes, lowest age.
CONDITIONS: tuple[tuple[str, str, int, int], ...] = tuple(
    (code, name.strip(), int(weight), int(age))
    for code, name, weight, age in (
        line.split("|")
        for line in """I10|Essential hypertension|90|30
E119|Type 2 diabetes without complications|60|30
E109|Type 1 diabetes without complications|8|5
E785|Hyperlipidaemia|40|30
E669|Obesity|25|12
E039|Hypothyroidism|18|20
E875|Hyperkalaemia|5|30
E871|Hyponatraemia|8|40
I219|Acute myocardial infarction|14|40
I209|Angina pectoris|14|40
I251|Atherosclerotic heart disease|24|40
I480|Paroxysmal atrial fibrillation|18|50
I489|Atrial fibrillation|18|50
I500|Congestive heart failure|18|50
I639|Cerebral infarction|10|45
I269|Pulmonary embolism|6|25
I802|Deep vein thrombosis|6|20
J189|Pneumonia|22|0
J440|COPD with acute lower respiratory infection|14|45
J449|COPD|16|45
J459|Asthma|26|3
J069|Acute upper respiratory infection|24|0
J22X|Acute lower respiratory infection|14|0
N179|Acute kidney failure|12|40
N183|Chronic kidney disease, stage 3|22|45
N184|Chronic kidney disease, stage 4|7|50
N390|Urinary tract infection|30|0
N40X|Hyperplasia of prostate|10|50
K219|Gastro-oesophageal reflux|18|20
K297|Gastritis|9|20
K353|Acute appendicitis with peritonitis|5|5
K573|Diverticular disease|13|45
K590|Constipation|15|0
K802|Gallstones|9|25
K922|Gastrointestinal haemorrhage|7|30
A099|Gastroenteritis|12|0
A419|Sepsis|10|0
C189|Malignant neoplasm of colon|5|45
C349|Malignant neoplasm of bronchus or lung|5|45
C509|Malignant neoplasm of breast|7|35
C61X|Malignant neoplasm of prostate|6|50
C787|Secondary neoplasm of liver|3|40
D509|Iron deficiency anaemia|14|10
D649|Anaemia|12|10
F329|Depressive episode|18|14
F419|Anxiety disorder|16|12
F059|Delirium|6|65
F03X|Dementia|9|65
G409|Epilepsy|6|2
G439|Migraine|9|10
G309|Alzheimer's disease|5|65
H269|Cataract|11|55
L039|Cellulitis|11|10
M170|Primary gonarthrosis, bilateral|14|45
M545|Low back pain|18|16
M819|Osteoporosis|10|50
R074|Chest pain|26|16
R104|Abdominal pain|26|3
S720|Fracture of neck of femur|8|60
S525|Fracture of lower end of radius|8|4""".splitlines()
    )
)

RESTRICTED: tuple[tuple[str, str, str, str], ...] = (
    # code (with everything below it), vocabulary, name, reason
    ("Z31", "ICD10", "Procreative management", "fertility treatment"),
    ("F64", "ICD10", "Gender identity disorder", "gender recognition"),
    ("A54", "ICD10", "Gonococcal infection", "sexually transmitted infection"),
    ("O04", "ICD10", "Medical abortion", "abortion"),
    ("Q13", "OPCS4", "Introduction of gamete into uterine cavity", "fertility treatment"),
)
RESTRICTED_EVENTS = ("Z312", "F640", "A549", "O049", "Q131")
"""One planted event for each restricted code."""

PROCEDURES: tuple[tuple[str, str], ...] = (
    ("K634", "Coronary arteriography"),
    ("K751", "Percutaneous coronary stent"),
    ("W371", "Total hip replacement"),
    ("W401", "Total knee replacement"),
    ("H251", "Diagnostic sigmoidoscopy"),
    ("H221", "Diagnostic colonoscopy"),
    ("G451", "Upper gastrointestinal endoscopy"),
    ("J183", "Laparoscopic cholecystectomy"),
    ("C751", "Insertion of lens"),
    ("X403", "Haemodialysis"),
    ("U051", "Computed tomography of head"),
    ("U201", "Transthoracic echocardiography"),
)

LABS: tuple[tuple[str, str, str, float, float, float, float], ...] = (
    # code, name, unit, mean, standard deviation, reference low, reference high
    ("HB", "Haemoglobin", "g/L", 132, 18, 115, 165),
    ("CREA", "Creatinine", "umol/L", 84, 28, 45, 104),
    ("EGFR", "Estimated glomerular filtration rate", "mL/min/1.73m2", 76, 20, 60, 120),
    ("HBA1C", "Haemoglobin A1c", "mmol/mol", 43, 12, 20, 42),
    ("CRP", "C-reactive protein", "mg/L", 12, 18, 0, 5),
    ("TROP", "Troponin T", "ng/L", 10, 14, 0, 14),
    ("K", "Potassium", "mmol/L", 4.3, 0.5, 3.5, 5.3),
)

DRUGS: tuple[str, ...] = tuple(
    """Amlodipine,Ramipril,Lisinopril,Losartan,Candesartan,Bisoprolol,Atenolol,Furosemide,Bendroflumethiazide,
Spironolactone,Atorvastatin,Simvastatin,Aspirin,Clopidogrel,Apixaban,Rivaroxaban,Warfarin,Digoxin,Metformin,Gliclazide,
Insulin glargine,Empagliflozin,Levothyroxine,Omeprazole,Lansoprazole,Paracetamol,Ibuprofen,Codeine,Morphine,Amoxicillin,
Doxycycline,Trimethoprim,Flucloxacillin,Salbutamol,Beclometasone,Prednisolone,Sertraline,Citalopram,Mirtazapine,
Alendronic acid""".replace("\n", "").split(",")
)

ETHNICITIES: tuple[tuple[str, int], ...] = (
    ("A", 60), ("G", 4), ("H", 7), ("J", 4), ("K", 8), ("M", 4), ("N", 7), ("R", 2), ("S", 4),
)  # fmt: skip
"""National ethnic category codes with their weights in percent: 40% are not White British."""

SPECIALTIES = ("100", "110", "120", "130", "180", "300", "301", "320", "340", "361")

FAMILY_NAMES = words(
    """ADEYEMI AHMED ALDER ASHWORTH BARLOW BEGUM BIRCH BRADBURY CARVER CHAUDHRY CLIFTON COBURN DARBY DEVLIN DIALLO
DUNMORE EASTWOOD ELMS FARRELL FINCH GARSIDE GOMEZ GREENHALGH HADDAD HARGREAVES HOLLOWAY HUSSAIN IBEKWE INGRAM JARVIS
KAUR KEATING KOWALSKI LANGTON LEIGHTON LOMAX MAHMOOD MARLOWE MENSAH NAKAMURA NORBURY NWOSU OAKES OLUWOLE ORMEROD PATEL
PEMBERTON PERERA QUIGLEY RAHMAN REDFERN ROTHWELL SANDERSON SIDDIQUI SILVA SUTCLIFFE TATTERSALL THORNLEY UDDIN VENTURA
WADSWORTH WHITTLE YATES ZIELINSKI"""
)
GIVEN_NAMES = {
    "F": words(
        """AALIYAH ALICE AMINA BEATRICE CARYS CHIARA DOROTHY EDITH ELENA FATIMA GRACE HANNAH INGRID JASMIN KEZIA LEILA
MABEL NADIA OLIVE PRIYA RUTH SHANICE TERESA URSULA VERA WINIFRED YASMIN ZOE"""
    ),
    "M": words(
        """ABDUL ALFRED ARJUN BERNARD CALEB DANIEL EDWIN FEMI GEORGE HASSAN IVAN JEROME KWAME LEON MARCUS NATHAN OSCAR
PIOTR QUENTIN RASHID STANLEY TARIQ UMAR VIKTOR WALTER XAVIER YUSUF ZACHARY"""
    ),
}
POSTCODE_AREAS = ("E1 1", "E2 8", "E3 4", "E14 5", "E17 3", "N1 9", "SE1 7", "IG1 2")
