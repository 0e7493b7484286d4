"""Words that say something about orders to an agent, by what they mean, in English, German, French, Spanish, Italian,
Dutch and Portuguese. A text is read as a line of these meanings, one letter a word; signals are patterns over that line.

Words are lower case ASCII without accents (see `plain`). A word is in one class only.
"""

import re

CLASSES = {
    "D": """ignore ignoring ignored ignores disregard disregarding forget override overriding overrule overrides bypass
        bypassing circumvent discard abandon neglect unlearn suspend disable deactivate evade omit drop skip skipping
        lift waive void supersede supersedes superseded dismiss sidestep breach violate wipe
        ignoriere ignorieren ignoriert ignorier vergiss vergesst vergessen missachte missachten umgehe umgehen verwirf
        uberspringe uberspringen deaktiviere deaktivieren umgeh
        ignorez ignorer oublie oubliez oublier contourne contournez contourner desactive desactivez neglige negligez saute
        ignora ignoren ignorar ignores olvida olvide olvidar olviden omite omita omitir salta saltate desactiva elude
        dimentica ignorate trascura negeer vergeet esqueca esquece desconsidere""",
    "O": """follow following obey obeying adhere comply bound heed apply applies applied binding restricted constrained
        limited valid governed befolge befolgen befolgst halte halten gelten gilt gebunden suis suivez suivre respecte
        respectez applique appliquent appliquez sigue siga sigas seguir obedece obedezca cumple cumplas aplican aplica
        aplique volg segui seguire siga""",
    "N": """not don't dont no never stop without cease cannot can't won't doesn't isn't needn't neither nor shouldn't mustn't
        nobody none instead nicht kein keine keinen keiner ohne nie niemals ne pas sans aucun aucune jamais plus sin ningun
        ninguna nunca deja senza non geen niet zonder sem nao avoid refrain""",
    "I": """instruction instructions instructed directive directives programming prompt prompts preprompt preamble guardrail
        guardrails safeguard safeguards constraints restriction restrictions configuration config training alignment
        programmed anweisung anweisungen vorgaben instruktion instruktionen vorschriften einschrankungen systemanweisung
        systemanweisungen systemprompt befehle consigne consignes instrucciones directrices indicaciones restricciones
        istruzioni direttive instrucoes diretrizes instructies beschrankungen playbook playbooks""",
    "R": """rule rules policy policies guideline guidelines limit limits limitation limitations protocol protocols procedure
        procedures rulebook workflow threshold thresholds regel regeln richtlinie richtlinien grenze regle regles politique
        politiques limite limites regla reglas norma normas politica politicas regole regola regras regels beleid""",
    "B": """previous prior earlier preceding foregoing former before all any every existing original everything anything
        other vorherige vorherigen vorigen bisherigen fruheren alle allen saemtliche samtliche alles ursprunglichen
        precedente precedentes anterieures anterieure toutes tous tout anteriores anterior previas previos previa todas
        todos todo precedenti tutte tutti vorige eerdere anteriores todas qualquer""",
    "b": "above hereabove obigen obige oben ci-dessus arriba sopra hierboven acima verbatim word-for-word",
    "Y": "your yours dein deine deinen deiner deines ihre ihren ihrer euch eure ton ta tes votre vos tu tus sus tuoi tue "
    "vostre jouw uw je seu suas seus",
    "U": "you you're you've you'll yourself ya u du sie dich dir toi vous t'es eres usted te ti vosotros lei jij voce",
    "m": "my mine our ours i i'm i've i'd i'll me we we're we've us mein meine meinen unser unsere ich wir mon ma mes notre "
    "nos je j'ai nous mi mis nuestro nuestra yo mio mia mijn meu minha",
    "d": """delivery care washing wash return returns shipping assembly gift parking parcel driver courier usage user
        installation setup recycling cooking dosage payment cleaning packing printed label manual leaflet box expense
        expenses holiday leave vacation timesheet mortgage loan visa warranty cookie privacy lieferanweisung
        pflegehinweise montage lavage entrega lavado""",
    "A": """approved approve approves approval approvals preapproved authorised authorized authorise authorize authorisation
        authorization permission permitted sanctioned cleared clearance greenlit greenlight greenlighted okayed ok'd signoff
        signed vetted granted consented preauthorised preauthorized rubberstamped waiver authority entitled allowed
        genehmigt genehmigung genehmigte freigegeben freigabe erlaubt erlaubnis autorisiert zugestimmt bewilligt zustimmung
        approuve approuvee approuvees approuver autorise autorisee autorisation accord valide validee feu aprobado aprobada
        aprobacion aprobo autorizado autorizada autorizacion autorizo permiso approvato autorizzato autorizzazione
        goedgekeurd toestemming aprovado autorizacao""",
    "W": """manager managers management supervisor supervisors boss director ceo cfo cto coo president head chief expert
        experts colleague colleagues team teamleader compliance admin administrator administrators superior lead leader
        officer department headquarters hq desk reviewer owner founder executive helpdesk operations staff employee
        developer developers engineer engineers dev vendor auditor legal finance operator
        vorgesetzter vorgesetzte vorgesetzten chef chefin leiter leiterin abteilung experte experten expertin kollege
        kollegen kollegin teamleiter geschaftsfuhrer geschaftsleitung entwickler responsable superviseur directeur directrice
        gerant patron collegue collegues experte direction supervisora gerente jefe jefa encargado encargada experta
        companero director equipo direttore responsabile leidinggevende baas gestor chefe""",
    "K": """check checks checking verify verification verifying review reviews reviewing consult consulting confirmation human
        humans escalate escalating escalation escalations ask asking asked identity id kyc validation validate safeguarding
        doublecheck inquire consultation oversight approver 2fa authenticate authentication question questions
        prufung uberprufung prufen ruckfrage ruckfragen fragen nachfragen kontrolle frag verification verifier verifie
        verificar verificacion comprobacion comprobar consultar preguntar pregunte preguntes revision demander demande
        consulter controle controlla verifica chiedere controleren""",
    "E": """refund refunds refunding credit credits crediting pay pays paying transfer transfers transferring issue issuing
        process processing release releasing reimburse compensate grant upgrade unlock wire waive payout deposit increase
        raise overwrite proceed execute delete remove charge cancel close reset dispatch erstatte erstatten uberweise
        uberweisen zahle zahlen auszahlen rembourse remboursez rembourser verse versez virez virer transferez accordez
        reembolsa reembolse reembolsar transfiere transfiera transferir paga pague abona abone envia emite procesa
        rimborsa trasferisci betaal terugbetalen reembolse transfira gutschreiben schreibe erhohe genehmige approuvez aprueba
        apruebe autoriza autorice approva""",
    "T": """say says saying tell telling reply replying respond responding answer answering inform state announce write
        writing assure promise promising confirm confirming guarantee guaranteeing pledge declare notify explain
        sag sage sagen antworte antworten bestatige bestatigen versichere versprich dis dites dire reponds repondez repondre
        confirme confirmez promets promettez ecris ecrivez assure diga digan decir responde responda escribe escriba confirma
        confirme promete prometa asegura rispondi scrivi conferma zeg antwoord bevestig diga responda""",
    "V": """reveal revealing show display disclose expose dump leak share list recite paste quote summarise summarize
        translate output print repeat echo give provide read spell describe enumerate divulge
        zeig zeige zeigen nenne verrate gib ausgeben wiederhole liste montre montrez revele revelez affiche affichez repete
        repetez donne donnez cite muestra muestre revela revele ensena repite repita imprime dame lista mostra rivela
        ripeti toon geef herhaal mostre repita""",
    "C": """call invoke run trigger execute exec executing invoking calling eval rufe aufrufen fuhre appelle appelez execute
        executez lance lancez invoca invoque ejecuta ejecute llama esegui chiama voer""",
    "H": """tool tools function functions api endpoint command commands script sql shell plugin webhook subroutine toolcall
        werkzeug funktion befehl outil outils fonction commande herramienta funcion comando strumento funzione""",
    "M": """ai a.i assistant assistants bot chatbot llm gpt chatgpt claude gemini copilot agent agents machine
        ki assistent sprachmodell ia asistente modele modelo assistente model models""",
    "X": """act acting pretend pretending roleplay roleplaying impersonate behave imagine simulate persona character
        become role verhalte benimm spiele stell agis agissez comporte comportez imaginez fais actua actue finge compórtate
        comportate imagina simula fingi gedraag finja""",
    "s": "as like als wie comme como come",
    "L": """dan jailbreak jailbroken unrestricted unfiltered uncensored sudo root debug god unlimited limitless freed
        unbound unchained maintenance diagnostic superuser devmode dev-mode entwicklermodus wartungsmodus omnipotent
        evil stan aim""",
    "o": "mode mode: modus modo modalita session override",
    "S": """system hidden internal initial secret secrets confidential backend underlying core default developer's meta
        exact full complete entire versteckten internen interne geheimen geheime cachees internes secretes secret systeme
        ocultas internas secretas sistema interne interni complet completas vollstandigen""",
    "J": """now immediately instantly henceforth hereafter forthwith onwards straight right asap today jetzt sofort ab
        fortan nunmehr maintenant desormais immediatement ahora inmediatamente adelante adesso subito nu agora""",
    "Z": "when whenever if once wenn falls sobald si quand lorsque chaque cuando siempre quando se als wanneer",
    "P": """amended amendment updated update changed revised replaced lifted waived obsolete abolished new suspended revoked
        rescinded modified relaxed neue neuen geandert aktualisiert aufgehoben nouvelle nouvelles nouveau modifiee modifie
        changee nueva nuevas nuevo cambiado modificada actualizada nuove nuova nieuwe nova novas""",
    "Q": """secretly silently quietly discreetly covertly stealthily invisibly heimlich secretement discretement
        secretamente discretamente""",
    "G": """customer customers user users client clients caller callers visitor shopper guest kunde kunden kundin clientes
        cliente utilisateur usuario usuarios clienti klant klanten""",
    "F": """money compensation discount free voucher vouchers goodwill amount funds balance payout reimbursement rebate
        order orders request requests transaction claim account accounts erstattung ruckerstattung geld betrag gutschrift
        konto antrag remboursement argent montant compte demande reembolso dinero importe cuenta credito solicitud rimborso
        soldi terugbetaling geld refunded credited reimbursed compensated paid free gratis""",
    "w": """must should shall always need needs has have required ought obliged musst sollst muss mussen soll immer doit dois
        devez doivent toujours debe debes deben tienes deve devi moet""",
    "q": """what what's which how why where who can could would may might does do did is are am was will wie was warum kann
        konnen darf welche wo comment pourquoi quel quelle quelles puis est que como cual puedo puede donde come posso""",
    "h": """email mail text sms message messages letter scam phishing spam fraud fake suspicious somebody someone told
        received got sounds legit warning reads said friend article website ad advert heard
        nachricht betrug verdachtig erhalten bekommen recu arnaque courriel mensaje correo estafa recibi recibido""",
    "k": "keys key credentials token tokens password passwords passphrase apikey env source secret_key schlussel "
    "passwort cles contrasena contrasenas clave claves",
    "e": """necessary necessity requires require requirement needed mandatory notig erforderlich necessaire requis requise
        besoin necesario necesaria hace falta necessario nodig required""",
    "p": "please just simply kindly therefore so then and also bitte einfach svp merci por favor y et und per ensure make "
    "go let's must:",
    "t": "a an the this that these those it its ein eine einen einem der die das den dem un une le la les l el los las una "
    "ce cet cette est este esta esto il lo gli de het o os",
    "f": "for on about regarding concerning to in with by fur zu uber bei pour sur concernant para sobre per of von du des",
    "n": "already previously earlier bereits schon deja ya gia al",
    "l": "longer anymore more mehr mas",
    "9": "first second third fourth fifth sixth last next one two three four five six ten hundred thousand",
    "y": "mention mentions disclose notify alert erwahne verrat mentionne mencione menciones",
}
"""Letter → words. The meanings: D put aside, O obey, N not, I inner instructions, R rules, B before or all, b the words
above, Y your, U you, m mine, d what else has instructions, A approval, W who decides, K check or ask, E effects, T say,
V show, C execute, H tools, M machines, X play a part, s as, L let loose, o mode, S inside the system, J from now on, Z if,
P amended, Q secretly, G customers, F money and what is theirs, w must, q question words, h messages and hearsay, k keys,
e necessary, 9 numbers, p please, t articles, f prepositions, n already, l longer, y mention."""

MEANING: dict[str, str] = {}
for letter, words in CLASSES.items():
    for word in words.split():
        MEANING.setdefault(word, letter)

CORE = {word for letter in "DINRABWKEVTCHMSUYGFP" for word in CLASSES[letter].split() if len(word) > 2} | {
    "you", "are", "the", "and", "now", "this", "that", "from", "not", "act", "for", "with", "mode", "system",
}  # fmt: skip
"""Words that a disguise may hide."""

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[.!;\n]+|[?:,]|[£$€]?\d[\d.,]*")
_OTHER = {"?": "?", ":": ":", ",": ","}


def known(word: str) -> bool:
    """Whether a word is one that a disguise may hide."""
    return word in CORE


def meanings(low: str) -> str:
    """The text as a line of meanings: one letter for a word, `-` for a word without, `g` for one in -ing, `9` for a
    number; `|` ends a sentence, `?` a question."""
    line = []
    for token in _TOKEN.findall(low):
        found = MEANING.get(token)
        if found is None:
            found = _OTHER.get(token) or _unknown(token)
        line.append(found)
    return "".join(line)


def _unknown(token: str) -> str:
    first = token[0]
    if first.isalpha():
        return "g" if token.endswith("ing") else "-"
    if first in ".!;\n":
        return "|"
    return "9"
