"use client";

import { useState } from "react";
import type { Hop } from "@/lib/core/format/hops";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { Button } from "@/components/ui/button";
import { joinClasses } from "@/components/ui/join-classes";
import { namePanes } from "./describe-side";
import { TreeNode, type NodeMark } from "./tree-node";

interface TreePaneProps {
  readonly side: PreparedSide;
  readonly hop: Hop;
  readonly title: string;
  readonly pane: "original" | "final";
}

/** Which nodes of this pane changed, or lead to one that did. */
function createMarks(side: PreparedSide, pane: "original" | "final"): (path: string) => NodeMark {
  const paths = side.changes.filter(({ kind }) => kind !== (pane === "original" ? "added" : "removed"));
  return (path) => {
    if (paths.some((change) => change.path === path)) return pane === "original" ? "removed" : "added";
    const leadsTo = paths.some(
      (change) => change.path.startsWith(path) && /^[.[]|^$/.test(change.path.slice(path.length)),
    );
    return leadsTo || (path === "" && paths.length > 0) ? "inside" : "same";
  };
}

function TreePane({ side, hop, title, pane }: TreePaneProps) {
  const markOf = createMarks(side, pane);
  return (
    <div className="min-w-0 py-2 max-lg:border-t max-lg:first:border-t-0 lg:border-l lg:first:border-l-0">
      <h3 className="px-4 pb-1 text-xs font-semibold text-ink-2">{title}</h3>
      <ul role="tree" aria-label={title} className="overflow-x-auto px-2 font-mono text-xs leading-6">
        <TreeNode
          hop={hop}
          markOf={markOf}
          child={{ path: "", key: null, type: "object", size: 0, preview: "" }}
          level={1}
          isOpenAtFirst
        />
      </ul>
    </div>
  );
}

/** Both versions as trees that open; what is not opened is not loaded, so any size will do. */
export function TreeView({ side }: { readonly side: PreparedSide }) {
  // A new key closes all that was opened.
  const [round, setRound] = useState(0);
  const names = namePanes(side);
  const isSplit = side.changes.length > 0;
  const onlyHop = side.status === "made-here" ? side.pair.to : side.pair.from;
  return (
    <div>
      <div key={round} className={joinClasses("grid", isSplit && "lg:grid-cols-2")}>
        <TreePane
          side={side}
          hop={onlyHop}
          title={isSplit ? `− ${names.original}: ${names.originalOf}` : names.original}
          pane="original"
        />
        {isSplit && side.status !== "stopped" && (
          <TreePane side={side} hop={side.pair.to} title={`+ ${names.final}: ${names.finalOf}`} pane="final" />
        )}
      </div>
      <div className="border-t px-4 py-2 print:hidden">
        <Button
          size="sm"
          onClick={() => {
            setRound(round + 1);
          }}
        >
          Close all
        </Button>
      </div>
    </div>
  );
}
