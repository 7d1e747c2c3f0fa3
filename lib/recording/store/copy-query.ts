import { Query, type Connection, type PoolClient } from "pg";

/** `pg` hands the answer to COPY … FROM STDIN to the query that asked; its own query refuses it. */
interface CopyingConnection extends Connection {
  readonly sendCopyFromChunk: (chunk: Uint8Array) => void;
  readonly endCopyFrom: () => void;
  readonly sendCopyFail: (message: string) => void;
}

/** A message may have 1 GB; smaller ones need less memory at once. */
const chunkBytes = 1024 * 1024;

/** Statements with any number of `COPY … FROM STDIN` among them, and what each of those reads, in their order. */
class CopyQuery extends Query {
  private next = 0;

  constructor(
    text: string,
    private readonly inputs: readonly (readonly Uint8Array[])[],
    done: (error: Error | undefined) => void,
  ) {
    super(text, done);
  }

  handleCopyInResponse(connection: CopyingConnection): void {
    const input = this.inputs[this.next++];
    if (input === undefined) {
      connection.sendCopyFail("There is nothing to copy.");
      return;
    }
    for (const piece of input) {
      for (let at = 0; at < piece.byteLength; at += chunkBytes) {
        connection.sendCopyFromChunk(piece.subarray(at, at + chunkBytes));
      }
    }
    connection.endCopyFrom();
  }
}

/**
 * Runs statements that copy rows from here. Rejects like any query, also after the client's query timeout.
 * @param inputs for each COPY what it reads, in pieces; must stay as they are until this settles
 */
export async function runCopy(
  client: PoolClient,
  text: string,
  inputs: readonly (readonly Uint8Array[])[],
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const done = (error: Error | undefined): void => {
      if (error == null) resolve();
      else reject(error);
    };
    client.query(new CopyQuery(text, inputs, done));
  });
}
