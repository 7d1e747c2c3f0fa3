import { describe, expect, it } from "vitest";
import { readCallAttributes } from "./read-call-attributes";

function read(raw: string[], body: unknown) {
  const headers = new Map<string, string>();
  for (let at = 0; at < raw.length; at += 2) headers.set((raw[at] ?? "").toLowerCase(), raw[at + 1] ?? "");
  return readCallAttributes(raw, headers, body as never);
}

describe("readCallAttributes", () => {
  it("reads our headers before what clients send by themselves", () => {
    const raw = [
      ...["X-Diffract-Session", "s1", "x-diffract-user", "ann", "x-diffract-agent", "coder", "x-diffract-task", "t"],
      ...["x-diffract-tag", "team=a=b", "x-diffract-tag", "env=dev"],
      ...["session-id", "s2", "user-agent", "codex_exec/0.169.0 (Linux)"],
    ];
    expect(read(raw, { model: "m", stream: true, user: "bob" })).toEqual({
      model: "m",
      is_streaming: true,
      session_id: "s1",
      user_id: "ann",
      agent: "coder",
      task: "t",
      tags: { team: "a=b", env: "dev" },
    });
  });

  it("understands what Claude Code packs into metadata.user_id, with an account and without", () => {
    const pack = (account_uuid: string): object => ({
      metadata: { user_id: JSON.stringify({ device_id: "d", account_uuid, session_id: "sess" }) },
    });
    expect(read([], pack("acc"))).toMatchObject({ user_id: "acc", session_id: "sess" });
    expect(read([], pack(""))).toMatchObject({ user_id: "d", session_id: "sess" });
    const packed = "user_abc_account__session_01900000-0000-7000-8000-000000000001";
    expect(read([], { metadata: { user_id: packed } })).toMatchObject({
      user_id: "user_abc_account_",
      session_id: "01900000-0000-7000-8000-000000000001",
    });
    expect(read([], { metadata: { user_id: "{not json" } })).toMatchObject({ user_id: "{not json", session_id: null });
  });

  it("takes OpenAI's user, safety identifier and conversation", () => {
    expect(read([], { user: "ann", safety_identifier: "hash" }).user_id).toBe("ann");
    expect(read([], { user: "", safety_identifier: "hash" }).user_id).toBe("hash");
    expect(read([], { conversation: "conv_1" }).session_id).toBe("conv_1");
    expect(read([], { conversation: { id: "conv_2" } }).session_id).toBe("conv_2");
  });

  it("takes what Codex says of itself in the body", () => {
    const client_metadata = { session_id: "thread", "x-codex-installation-id": "installation" };
    expect(read([], { client_metadata })).toMatchObject({ user_id: "installation", session_id: "thread" });
  });

  it.each([
    ["claude-cli/2.1.197 (external, cli)", "claude-code"],
    ["codex_cli_rs/0.169.0 (Debian 12; x86_64)", "codex"],
    ["opencode/1.18.33 ai-sdk/provider-utils/4.0", "opencode"],
    ["OpenAI/JS 6.49.0", null],
    ["", null],
  ])("names the agent of %s", (userAgent, agent) => {
    expect(read(["User-Agent", userAgent], null).agent).toBe(agent);
  });

  it("survives bodies of any shape and strips control characters", () => {
    for (const body of [null, [], "x", 5, { model: {}, metadata: [], user: 7, conversation: [{ id: "x" }] }])
      expect(read([], body)).toMatchObject({ model: null, user_id: null, session_id: null });
    expect(read(["x-diffract-user", "a\u0007b"], null).user_id).toBe("ab");
  });
});
