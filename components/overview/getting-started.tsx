"use client";

import Link from "next/link";
import { useState } from "react";
import { writeClientSnippets } from "@/components/call-parts/client-snippets";
import { buttonClasses } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { CodeBlock, CodeText } from "@/components/ui/code-text";
import { CopyButton } from "@/components/ui/copy-button";
import { Tabs } from "@/components/ui/tabs";

interface GettingStartedProps {
  /** Where clients reach the gateway. */
  readonly origin: string;
  readonly model: string;
  readonly canEdit: boolean;
}

/** How to send the first call, with this installation's own address. */
export function GettingStarted({ origin, model, canEdit }: GettingStartedProps) {
  const [tab, setTab] = useState("curl");
  const snippets = writeClientSnippets(origin, "$DIFFRACT_TOKEN", model);
  return (
    <Card>
      <CardHeader
        title="Send the first call"
        description="Any OpenAI or Anthropic client works unchanged: give it this address and a token."
      >
        {canEdit && (
          <Link href="/admin/tokens?new=1" className={buttonClasses({ variant: "primary" })}>
            Create token
          </Link>
        )}
        <Link href="/activity" className={buttonClasses()}>
          Watch live
        </Link>
      </CardHeader>
      <Tabs
        label="Client"
        value={tab}
        onChange={setTab}
        tabs={snippets.map((snippet) => ({
          value: snippet.id,
          label: snippet.label,
          content: (
            <div className="grid grid-cols-1 gap-3 p-4">
              <CodeBlock
                label={`${snippet.label} example`}
                actions={<CopyButton label={`Copy ${snippet.label} example`} value={snippet.code} />}
              >
                {snippet.code}
              </CodeBlock>
              <p className="text-xs text-ink-3 text-pretty">
                Put your token in place of <CodeText>$DIFFRACT_TOKEN</CodeText>. <CodeText>npm start</CodeText> printed
                one the first time; more are made on the Tokens page. <CodeText>npm run demo</CodeText> sends twenty
                varied calls.
              </p>
            </div>
          ),
        }))}
      />
    </Card>
  );
}
