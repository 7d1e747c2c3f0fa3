"use client";

import ReactDiffViewer, { DiffMethod, type ReactDiffViewerStylesOverride } from "react-diff-viewer-continued";
import { JsonLine } from "./json-line";

/** The product's own tokens: they follow the theme by themselves, so one set serves both. */
const colours = {
  diffViewerBackground: "var(--surface)",
  diffViewerColor: "var(--ink)",
  diffViewerTitleBackground: "var(--sunken)",
  diffViewerTitleColor: "var(--ink-2)",
  diffViewerTitleBorderColor: "var(--line)",
  addedBackground: "var(--added-soft)",
  addedColor: "var(--ink)",
  removedBackground: "var(--removed-soft)",
  removedColor: "var(--ink)",
  changedBackground: "var(--modified-soft)",
  wordAddedBackground: "var(--added-mark)",
  wordRemovedBackground: "var(--removed-mark)",
  addedGutterBackground: "var(--added-soft)",
  removedGutterBackground: "var(--removed-soft)",
  addedGutterColor: "var(--added-ink)",
  removedGutterColor: "var(--removed-ink)",
  gutterBackground: "var(--surface)",
  gutterBackgroundDark: "var(--sunken)",
  gutterColor: "var(--ink-3)",
  highlightBackground: "var(--selected)",
  highlightGutterBackground: "var(--selected)",
  codeFoldBackground: "var(--sunken)",
  codeFoldGutterBackground: "var(--sunken)",
  codeFoldContentColor: "var(--ink-2)",
  emptyLineBackground: "var(--sunken)",
};

const code = { fontFamily: "var(--font-code)", lineHeight: "1.25rem" };

const styles: ReactDiffViewerStylesOverride = {
  variables: { light: colours, dark: colours },
  diffContainer: { ...code, fontSize: "0.75rem", minWidth: "unset", "& pre": { lineHeight: "1.25rem" } },
  contentText: { ...code, lineBreak: "auto", overflowWrap: "anywhere" },
  marker: { paddingLeft: "0.5rem", paddingRight: "0.25rem", "& pre": { color: "var(--ink-2)", opacity: 1 } },
  wordAdded: { textDecoration: "underline", textUnderlineOffset: "2px", padding: "0 1px" },
  wordRemoved: { textDecoration: "line-through", padding: "0 1px" },
  titleBlock: {
    padding: "0.375rem 0.75rem",
    "& pre, & span, &": { fontFamily: "var(--font-ui)", fontSize: "0.75rem", fontWeight: 500 },
  },
};

interface JsonDiffProps {
  readonly original: string;
  readonly final: string;
  readonly originalTitle: string;
  readonly finalTitle: string;
  readonly isSplit: boolean;
}

/** Two texts, line beside line. Give it strings of bounded length: what it gets it compares. */
export function JsonDiff({ original, final, originalTitle, finalTitle, isSplit }: JsonDiffProps) {
  return (
    <ReactDiffViewer
      oldValue={original}
      newValue={final}
      leftTitle={originalTitle}
      rightTitle={finalTitle}
      splitView={isSplit}
      compareMethod={DiffMethod.WORDS_WITH_SPACE}
      // Its folds are buttons inside buttons: what is folded is decided before (`prepareJson`).
      showDiffOnly={false}
      hideLineNumbers
      hideSummary
      styles={styles}
      renderContent={(source) => <JsonLine line={source} />}
    />
  );
}
