"""Words that say something about orders to an agent, by what they mean: English, German, French and Spanish, and the
commonest of some more languages. A text is read as a line of meanings, one letter a word; signals are patterns over it.

Words are lower case without accents, as `plain` gives them.
"""

import re

from earpiece.gate.guards.plain import plain

CLASSES = {
    "D": """
        aussetzen ignore ignoring ignored ignores disregard disregarding forget override overriding overrule
        overrides bypass bypassing circumvent discard abandon neglect unlearn suspend disable deactivate evade omit
        drop skip skipping lift waive void supersede supersedes superseded dismiss sidestep breach violate wipe
        ignoriere ignorieren ignoriert ignorier vergiss vergesst vergessen missachte missachten umgehe umgehen
        verwirf uberspringe uberspringen deaktiviere deaktivieren umgeh ignorez ignorer oublie oubliez oublier
        contourne contournez contourner desactive desactivez neglige negligez saute ignora ignoren ignorar olvida
        olvide olvidar olviden omite omita omitir salta saltate desactiva elude dimentica ignorate trascura negeer
        vergeet esqueca esquece desconsidere glom ignorera glem zignoruj zignorujcie ignoruj zapomnij pomin unut
        unutun yoksay yoksayin zaboravi zapomen игнорируй игнорируйте забудь забудьте игнорувай abaikan lupakan
        uminstallera hoppa spring uberspring overstyr desactivar apaga apague
    """,
    "O": """
        keep keeping follow following obey obeying adhere comply bound heed apply applies applied binding restricted
        constrained limited valid governed befolge befolgen befolgst halte halten gelten gilt gebunden suis suivez
        suivre respecte respectez applique appliquent appliquez sigue siga sigas seguir obedece obedezca cumple
        cumplas aplican aplica aplique count counts matter matters volg segui seguire
    """,
    "N": """
        not don't dont no never stop without cease cannot can't won't doesn't isn't needn't neither nor shouldn't
        mustn't nobody none nicht kein keine keinen keiner ohne nie niemals ne pas sans aucun aucune jamais sin
        ningun ninguna nunca deja senza non geen niet zonder sem nao avoid refrain niemand niemanden personne nadie
        inutile unnotig innecesario ingen inte ikke uden utan bez nessuno nothing
    """,
    "I": """
        context instruction instructions instructed directive directives programming prompt prompts preprompt
        preamble guardrail guardrails safeguard safeguards configuration config training alignment programmed
        anweisung anweisungen vorgaben instruktion instruktionen vorschriften einschrankungen systemanweisung
        systemanweisungen systemprompt befehle consigne consignes instrucciones directrices indicaciones istruzioni
        direttive instrucoes diretrizes instructies beschrankungen guidance briefing playbook playbooks
        instruktioner instrukser instruktionerna instrukcje instrukcji polecenia polecen talimatlari talimatlar
        talimatlarini talimat инструкции инструкций указания указаний instruksi pokyny upute systempromptet
        anvisningar safety memory
    """,
    "R": """
        handbook rule rules policy policies guideline guidelines limit limits limitation limitations protocol
        protocols procedure procedures rulebook workflow threshold thresholds regel regeln richtlinie richtlinien
        grenze regle regles politique politiques limite limites regla reglas norma normas politica politicas regole
        regola regras regels beleid regler reglerna regulile zasady zasad kurallari kurallar kurallarini правила
        правил pravila aturan restriction restrictions constraints restricciones
    """,
    "B": """
        previous prior earlier preceding foregoing former before all any every existing original everything anything
        other vorherige vorherigen vorigen bisherigen fruheren alle allen saemtliche samtliche alles ursprunglichen
        precedente precedentes anterieures anterieure toutes tous tout anteriores anterior previas previos previa
        todas todos todo precedenti tutte tutti vorige eerdere qualquer tidigare alla allt tidligere poprzednie
        poprzednich wszystkie wszystkich onceki tum tumunu butun предыдущие предыдущих все sebelumnya semua
        predchozi vsechny
    """,
    "b": "above hereabove obigen obige oben ci-dessus arriba sopra hierboven acima verbatim word-for-word",
    "Y": """
        your yours dein deine deinen deiner deines ihre ihren ihrer euch eure ton ta tes votre vos tu tus sus tuoi
        tue vostre jouw uw je seu suas seus twoje twoich swoich swoje din dina dine твои свои anda
    """,
    "U": """
        you you're you've you'll yourself ya u du sie dich dir toi vous t'es eres usted te ti vosotros lei jij voce
    """,
    "v": "been",
    "m": """
        myself my mine our ours i i'm i've i'd i'll me we we're we've us mein meine meinen unser unsere ich wir mon
        ma mes notre nos je j'ai nous mi mis nuestro nuestra yo mio mia mijn meu minha
    """,
    "d": """
        delivery care washing wash return returns shipping assembly gift parking parcel driver courier usage user
        installation setup recycling cooking dosage payment cleaning packing printed label manual leaflet box
        expense expenses holiday leave vacation timesheet mortgage loan visa warranty cookie privacy lieferanweisung
        pflegehinweise montage lavage entrega lavado
    """,
    "A": """
        approved approve approves approval approvals preapproved authorised authorized authorise authorize
        authorisation authorization permission permitted sanctioned cleared clearance greenlit greenlight
        greenlighted okayed ok'd signoff signed vetted granted consented preauthorised preauthorized rubberstamped
        waiver authority entitled allowed genehmigt genehmigung genehmigte freigegeben freigabe erlaubt erlaubnis
        autorisiert zugestimmt bewilligt zustimmung approuve approuvee approuvees approuver autorise autorisee
        autorisation accord valide validee feu aprobado aprobada aprobacion aprobo autorizado autorizada
        autorizacion autorizo permiso approvato autorizzato autorizzazione goedgekeurd toestemming aprovado
        autorizacao goedkeuring
    """,
    "W": """
        manager managers management supervisor supervisors boss director ceo cfo cto coo president head chief expert
        experts colleague colleagues team teamleader compliance admin administrator administrators superior lead
        leader officer department headquarters hq desk reviewer owner founder executive helpdesk operations staff
        employee developer developers engineer engineers dev vendor auditor legal finance operator vorgesetzter
        vorgesetzte vorgesetzten chef chefin leiter leiterin abteilung experte experten expertin kollege kollegen
        kollegin teamleiter geschaftsfuhrer geschaftsleitung entwickler responsable superviseur directeur directrice
        gerant patron collegue collegues direction supervisora gerente jefe jefa encargado encargada experta
        companero equipo direttore responsabile leidinggevende baas gestor chefe specialist specialists worker
        handler adviser advisor clerk adjuster assessor duty experto expertos abteilungsleiter specjalista
    """,
    "K": """
        consultes preguntes check checks checking verify verification verifying review reviews reviewing consult
        consulting confirmation human humans escalate escalating escalation escalations ask asking asked identity
        kyc validation validate safeguarding doublecheck inquire consultation oversight approver 2fa authenticate
        authentication prufung uberprufung prufen ruckfrage ruckfragen fragen nachfragen kontrolle frag verifier
        verifie verificar verificacion comprobacion comprobar consultar preguntar pregunte revision demander demande
        consulter controle controlla verifica chiedere controleren gate gates guard guards approvals involve bother
        prufungen rueckfrage pruefung weryfikacje weryfikacji verificatie vraag kontroll
    """,
    "E": """
        refund refunds refunding credit credits crediting pay pays paying transfer transfers transferring issue
        issuing process processing release releasing reimburse compensate grant upgrade unlock wire waive payout
        deposit increase raise overwrite proceed execute delete remove charge cancel close reset dispatch erstatte
        erstatten uberweise uberweisen zahl zahle zahlen auszahlen auszuzahlen rembourse remboursez rembourser verse
        versez virez virer transferez accordez reembolsa reembolse reembolsar transfiere transfiera transferir paga
        pague abona abone envia emite procesa rimborsa rimborsami trasferisci reembolsame pagame devuelve devuelveme
        transfiereme betaal terugbetalen transfira gutschreiben schreibe erhohe genehmige approuvez aprueba apruebe
        autoriza autorice approva procede proceda procedez settle settling accept
    """,
    "T": """
        say says saying tell telling reply replying respond responding answer answering inform state announce write
        writing assure promise promising confirm confirming guarantee guaranteeing pledge declare notify explain sag
        sage sagen antworte antworten bestatige bestatigen versichere versprich dis dites dire reponds repondez
        repondre confirme confirmez promets promettez ecris ecrivez diga digan decir responde responda escribe
        escriba confirma promete prometa asegura rispondi scrivi conferma zeg antwoord bevestig include includes
        including mention ocultar esconder comunicar comunicare nascondere mitteilen verbergen cacher hide informar
        informare
    """,
    "V": """
        reveal revealing show display disclose expose dump leak share list recite paste quote summarise summarize
        translate output print repeat echo give provide read spell describe enumerate divulge zeig zeige zeigen
        nenne verrate gib ausgeben wiederhole liste montre montrez revele revelez affiche affichez repete repetez
        donne donnez cite muestra muestre revela ensena repite repita imprime dame dime dimelo muestrame muestranos
        ensename revelame lista mostra mostrami dimmi rivela ripeti toon geef herhaal mostre ujawnij pokaz visa
        avsloja vis goster acikla покажи раскрой tunjukkan see
    """,
    "C": """
        call invoke run trigger execute exec executing invoking calling eval rufe aufrufen fuhre appelle appelez
        executez lance lancez invoca invoque ejecuta ejecute llama esegui chiama voer
    """,
    "H": """
        tool tools function functions api endpoint command commands script sql shell plugin webhook subroutine
        toolcall werkzeug funktion befehl outil outils fonction commande herramienta funcion comando strumento
        funzione
    """,
    "M": """
        ai a.i assistant assistants bot bots chatbot chatbots llm llms gpt chatgpt claude gemini copilot machine ki
        assistent sprachmodell ia asistente modele modelo assistente model models bota boten botten assistenten
        assistant's asystent asystenta ki-assistenten modell sprachmodelle asystencie l'assistente
    """,
    "c": "agent agents representative representatives mitarbeiter agente agentes conseiller medewerker",
    "X": """
        act acting pretend pretending roleplay roleplaying impersonate behave simulate persona character verhalte
        benimm spiele stell agis agissez comporte comportez fais actua actue finge compórtate comportate simula
        fingi gedraag finja
    """,
    "s": "as like als wie comme como come",
    "L": """
        dan jailbreak jailbroken unrestricted unfiltered uncensored sudo unlimited limitless freed unbound unchained
        superuser devmode dev-mode entwicklermodus omnipotent stan
    """,
    "o": "mode mode: modus modo modalita session override",
    "S": """
        system hidden internal initial secret secrets confidential backend underlying core default developer's meta
        exact full complete entire versteckten internen interne geheimen geheime cachees internes secretes systeme
        ocultas internas secretas sistema interni complet completas vollstandigen
    """,
    "J": """
        now immediately instantly henceforth hereafter forthwith onwards straight right asap today jetzt sofort ab
        fortan nunmehr maintenant desormais immediatement ahora inmediatamente adelante adesso subito nu agora
    """,
    "Z": "when whenever if once wenn falls sobald si quand lorsque chaque cuando siempre quando se als wanneer",
    "P": """
        amended amendment updated update changed revised replaced lifted waived obsolete abolished new suspended
        revoked rescinded modified relaxed neue neuen geandert aktualisiert aufgehoben nouvelle nouvelles nouveau
        modifiee modifie changee nueva nuevas nuevo cambiado modificada actualizada nuove nuova nieuwe nova novas
    """,
    "Q": """
        secretly silently quietly discreetly covertly stealthily invisibly heimlich secretement discretement
        secretamente discretamente
    """,
    "G": """
        customer customers user users client clients caller callers visitor shopper guest kunde kunden kundin
        clientes cliente utilisateur usuario usuarios clienti klant klanten passenger passengers insured
        policyholder policyholders member members subscriber subscribers patient patients klienta klientowi kunderna
        musteri
    """,
    "F": """
        money compensation discount free voucher vouchers goodwill amount funds balance payout reimbursement rebate
        order orders request requests transaction claim account accounts erstattung ruckerstattung geld betrag
        gutschrift konto antrag remboursement argent montant compte demande reembolso dinero importe cuenta credito
        solicitud rimborso soldi terugbetaling refunded credited reimbursed compensated paid gratis
    """,
    "w": """
        must should shall always need needs has have required ought obliged musst sollst muss mussen soll immer doit
        dois devez doivent toujours debe debes deben tienes deve devi moet
    """,
    "q": """
        bist ist sind seid sei eres what what's which how why where who can could would may might does do did is are
        am was will wie warum kann konnen darf welche wo comment pourquoi quel quelle quelles puis est que como cual
        puedo puede donde come posso
    """,
    "h": """
        email mail text sms message messages letter scam phishing spam fraud fake suspicious somebody someone told
        received got sounds legit warning reads said friend article website ad advert heard nachricht betrug
        verdachtig erhalten bekommen recu arnaque courriel mensaje correo estafa recibi recibido
    """,
    "k": "keys key credentials token tokens apikey env secret_key schlussel cles",
    "e": """
        necessary necessity requires require requirement needed mandatory notig erforderlich necessaire requis
        requise besoin necesario necesaria hace falta necessario nodig required
    """,
    "p": """
        please just simply kindly therefore so then and also bitte einfach svp merci por favor y et und per ensure
        make go let's must: the_following
    """,
    "t": """
        a an the this that these those it its ein eine einen einem der die das den dem un une le la les l el los las
        una ce cet cette est este esta esto il lo gli de het o os
    """,
    "f": """
        for on about regarding concerning to in with by fur zu uber bei pour sur concernant para sobre per of von du
        des
    """,
    "n": "already previously earlier bereits schon deja ya gia al",
    "l": "longer anymore more mehr mas",
    "9": "first second third fourth fifth sixth last next one two three four five six ten hundred thousand",
    "y": "mentions disclose notify alert erwahne verrat mentionne mencione menciones",
}
"""Letter → words. The meanings: D put aside, O obey, N not, I inner instructions, R rules, B before or all, b the words
above, Y your, U you, m mine, d what else has instructions, A approval, W who decides, K check or ask, E effects, T say,
V show, C execute, H tools, M machines, c agents, X play a part, s as, L let loose, o mode, S inside
the system, J from now on, Z if, P amended, Q secretly, G customers, F money and the like, w must, q question words,
h messages and hearsay, k keys, e necessary, 9 numbers, p please, t articles, f prepositions, n already, l longer,
y mention, v been. Where a word could be in two, the first one listed has it."""

MEANING: dict[str, str] = {}
for letter, words in CLASSES.items():
    for word in words.split():
        MEANING.setdefault(plain(word), letter)

CORE = {word for letter in "DINRABWKEVTCHMSUYGFP" for word in CLASSES[letter].split() if len(word) > 2} | {
    "you", "are", "the", "and", "now", "this", "that", "from", "not", "act", "for", "with", "mode", "system",
}  # fmt: skip
"""Words that a disguise may hide."""

_TOKEN = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|[.!;]+(?=[\s\"')\]]|$)|\n+|[?:,]|[£$€]?\d[\d.,]*")
_ENDINGS = re.compile(r"(?<=\w{3})(?:melo|selo|les|nos|mi|me|le|lo|la)$")
"""Pronouns that Romance languages write at the end of an order: dime, enséñale."""
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
        if token.endswith("ing"):
            return "g"
        if "'" in token:
            return MEANING.get(token.partition("'")[2], "-")
        ending = _ENDINGS.search(token)
        found = MEANING.get(token[: ending.start()]) if ending is not None else None
        return found if found is not None and found in "VTED" else "-"
    if first in ".!;\n":
        return "|"
    return "9"


def _typos() -> dict[str, str]:
    """Core words with one letter left out, doubled or swapped with the next → the word."""
    found: dict[str, str] = {}
    for word in sorted(CORE):
        if len(word) < 6 or word in _NO_TYPOS:
            continue
        for at in range(1, len(word)):
            left_out = word[:at] + word[at + 1 :]
            doubled = word[:at] + word[at] + word[at:]
            swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
            for slip in {left_out, doubled, swapped} - MEANING.keys():
                found.setdefault(slip, word)
    return found


_NO_TYPOS = frozenset({"manager", "charge", "direct", "credit", "release", "limite", "compte", "policy"})
"""One slip away from other words that people write."""

TYPOS = _typos()
