/** A text cannot be read within the limits; the message is for people and quotes nothing of the text. */
export class TextLimitError extends Error {
  override readonly name = "TextLimitError";
}
