/** Letters of other scripts that look like Latin ones, each before the letter that it looks like (Unicode TR39). */
const lookAlikes = [
  "аa вb сc ԁd еe һh іi јj кk ӏl мm оo рp ԛq ѕs тt ѵv ԝw хx уy ғf ԍg ոn",
  "АA ВB СC ԀD ЕE НH ІI ЈJ КK МM ОO РP ЅS ТT ХX УY ԜW ѴV ԌG",
  "αa βß γy εe ηn ιi κk νv οo ρp τt υu χx ωw ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX",
  "օo սu հh ցg ɡg ɑa ıi ƖI ǀl ꓲI ꓮA ꓑP ꓓD ꓦV ᎪA ᎡR ᏟC ⅼl ⅽc ⅾd ⅿm ⅰi ⅴv ⅹx ⅠI ⅤV ⅩX ⅬL ⅭC ⅮD ⅯM",
  "‐- ‑- ‒- –- —- −- ‘' ’' ‚, “\" ”\" ․. ⁄/ ∕/ ∶: ꞉: ；; ！! ？?",
];

const twins = new Map<string, string>(
  lookAlikes.flatMap((line) =>
    line.split(" ").map((pair): [string, string] => {
      const [odd = "", plain = ""] = Array.from(pair);
      return [odd, plain];
    }),
  ),
);

/** The plain character that this one looks like; `null` when it is none of those that are known. */
export function findTwin(character: string): string | null {
  const twin = twins.get(character);
  if (twin !== undefined) return twin;
  const point = character.codePointAt(0) ?? 0;
  const isStyled = (point >= 0xff01 && point <= 0xff5e) || (point >= 0x1d400 && point <= 0x1d7ff);
  const plain = isStyled ? character.normalize("NFKC") : character;
  return plain === character ? null : plain;
}

const latin = /\p{Script=Latin}/u;
const words = /[\p{L}\p{M}]+/gu;

export interface LookAlike {
  readonly index: number;
  readonly character: string;
  /** What it looks like. */
  readonly twin: string;
}

/** Letters that pretend to be Latin inside words that are: nobody who writes Greek or Russian is accused. */
export function findLookAlikes(text: string): LookAlike[] {
  const found: LookAlike[] = [];
  for (const match of text.matchAll(words)) {
    const [word] = match;
    if (!latin.test(word)) continue;
    let index = match.index;
    for (const character of word) {
      const twin = findTwin(character);
      if (twin !== null && !latin.test(character)) found.push({ index, character, twin });
      index += character.length;
    }
  }
  return found;
}

/** The text with every look-alike replaced by what it looks like, and without characters that cannot be seen. */
export function toSkeleton(text: string): string {
  return Array.from(text.normalize("NFC"), (character) => findTwin(character) ?? character).join("");
}
