/** What the demo model knows. Every person, number and key is made up or reserved for examples. */
interface KnownAnswer {
  readonly question: RegExp;
  readonly answer: string;
}

const asksFor = (thing: string): RegExp =>
  new RegExp(
    `^(?:please )?(?:whats|what is|what was|tell me|show me|give me|can you tell me|remind me of|do you know)(?: again)? (?:my|the|our) ${thing}(?: please| again)?$`,
  );

const knownAnswers: readonly KnownAnswer[] = [
  { question: asksFor("account number"), answer: "Your account number is 1234-5678-9012." },
  { question: asksFor("(?:e ?mail|mail)(?: address)?"), answer: "Your e-mail address is maria.lindqvist@example.com." },
  { question: asksFor("(?:tele)?phone(?: number)?"), answer: "Your phone number is +1 (415) 555-0132." },
  {
    question: asksFor("(?:credit |debit )?card(?: number)?"),
    answer: "The card on file is 4242 4242 4242 4242, valid through 11/29.",
  },
  { question: asksFor("(?:iban|bank account)"), answer: "Your IBAN is DE89 3704 0044 0532 0130 00." },
  { question: asksFor("ip(?: address)?"), answer: "You last signed in from 203.0.113.42." },
  {
    question: asksFor("(?:api|access|aws) ?key(?: id)?"),
    answer: "The access key in the vault is AKIAIOSFODNN7EXAMPLE. Rotate it before Friday.",
  },
  { question: asksFor("capital of france"), answer: "The capital of France is Paris." },
  {
    question: /^(?:hi|hello|hey|good (?:morning|evening|day))(?: there)?$/,
    answer:
      "Hello! I am the demo model inside Diffract. Ask me for your account number and watch what happens to the answer.",
  },
  {
    question: /^(?:who|what) are you$/,
    answer:
      "I am the demo model: a part of Diffract that answers like a real one, always the same way, and needs no key.",
  },
  {
    question: /^(?:write|give me|compose) (?:me )?a haiku(?: about .*)?$/,
    answer: "A prism of glass:\nwhat went in as one white ray\nleaves in every shade.",
  },
  {
    question: /^(?:whats|what is) (?:an? )?(?:llm )?gateway$/,
    answer:
      "A gateway sits between your program and the model. It checks who is calling, applies your policies to what goes in and what comes out, and keeps a record of both.",
  },
];

function normalise(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/['’]/g, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The answer to a question from the table, whatever its case and punctuation, or `null`. */
export function findKnownAnswer(question: string): string | null {
  const asked = normalise(question);
  return knownAnswers.find((known) => known.question.test(asked))?.answer ?? null;
}
