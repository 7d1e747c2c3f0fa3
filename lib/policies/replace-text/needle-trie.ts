/** The texts to look for as a tree of their units, so that all of them are compared at once: one step for each unit. */
export interface Needle {
  readonly folded: string;
  readonly replacement: string;
  readonly rule: string;
}

interface Node {
  readonly next: Map<number, Node>;
  /** The needle that ends here. */
  needle: Needle | null;
}

/** What begins at a place. */
export interface Walk {
  /** Needles found, the shortest first. */
  readonly found: readonly Needle[];
  /** Whether a longer one may go on where the text ends. */
  readonly isOpen: boolean;
}

const nothing: Walk = { found: [], isOpen: false };

export interface NeedleTrie {
  /** Adds a needle, unless the same text is known: of two equal ones the first counts, as people read a list. */
  readonly add: (needle: Needle) => void;
  /** Walks along a text from a place on, as far as any needle goes. */
  readonly walk: (text: string, at: number) => Walk;
  readonly firstUnits: () => readonly number[];
}

function createNode(): Node {
  return { next: new Map(), needle: null };
}

/** Makes an empty tree. */
export function createNeedleTrie(): NeedleTrie {
  const root = createNode();

  return {
    add: (needle) => {
      let node = root;
      for (let index = 0; index < needle.folded.length; index++) {
        const unit = needle.folded.charCodeAt(index);
        let next = node.next.get(unit);
        if (next === undefined) node.next.set(unit, (next = createNode()));
        node = next;
      }
      node.needle ??= needle;
    },
    walk: (text, at) => {
      const found: Needle[] = [];
      let node: Node | undefined = root;
      let end = at;
      while (end < text.length) {
        node = node.next.get(text.charCodeAt(end));
        if (node === undefined) return found.length === 0 ? nothing : { found, isOpen: false };
        end++;
        if (node.needle !== null) found.push(node.needle);
      }
      return { found, isOpen: node.next.size > 0 };
    },
    firstUnits: () => [...root.next.keys()],
  };
}
