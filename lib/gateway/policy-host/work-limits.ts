/** How much a policy may compute, and how long a call may keep the event loop from all the others. */

/** Characters that a policy gets at once; between two such pieces others may have their turn. */
export const pieceUnits = 16 * 1024;
/** What looking at one more text costs beside its characters. */
export const slotUnits = 64;
/** After so much work in one go the event loop gets its turn. */
export const stretchMs = 15;

/** A policy may compute so long for one side of a call, … */
export const baseAllowanceMs = 2000;
/** … and longer for long texts, … */
export const allowanceMsPerUnit = 0.001;
/** … and for texts in many pieces. */
export const allowanceMsPerPiece = 0.05;

export const tooSlow = "The policy took too long for a text of this size.";

/** Events of a stream are read whole; more than this without an end is no event. */
export const largestEventBytes = 64 * 1024 * 1024;
