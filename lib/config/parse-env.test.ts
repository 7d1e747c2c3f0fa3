import { describe, expect, it } from "vitest";
import { parseEnv } from "./parse-env";

const readProblems = (source: Record<string, string>): string => {
  try {
    parseEnv(source);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("parseEnv", () => {
  it("has the documented defaults", () => {
    expect(parseEnv({ PATH: "/bin" })).toMatchObject({
      PORT: 3000,
      HOST: "127.0.0.1",
      DIFFRACT_DATA_DIR: ".diffract",
      DIFFRACT_ADMIN_EMAIL: "admin@localhost",
      DIFFRACT_PROCESSES: 1,
    });
  });

  it("takes values, and empty ones as none", () => {
    const env = parseEnv({
      PORT: " 8080 ",
      HOST: "",
      OPENAI_BASE_URL: "http://127.0.0.1:9/",
      DATABASE_URL: "postgres://a@b/c",
    });
    expect(env).toMatchObject({ PORT: 8080, HOST: "127.0.0.1", OPENAI_BASE_URL: "http://127.0.0.1:9" });
    expect(env.DATABASE_URL).toBe("postgres://a@b/c");
  });

  it("lists every problem at once", () => {
    const said = readProblems({ PORT: "http", REDIS_URL: "nope", DIFFRACT_PROCESSES: "0", DIFFRACT_ADMIN_EMAIL: "me" });
    expect(said).toContain("The environment has 4 problems:");
    expect(said).toContain(`PORT is "http": a whole number from 1 to 65535 is needed`);
    expect(said).toContain("REDIS_URL: an address like redis://host:6379 is needed");
    expect(said).toContain("DIFFRACT_PROCESSES");
    expect(said).toContain("DIFFRACT_ADMIN_EMAIL");
  });

  it("refuses ports that no browser opens", () => {
    expect(readProblems({ PORT: "4190" })).toContain('PORT is "4190": browsers refuse to open this port');
  });

  it("keeps everything unless told for how long, and no bodies longer than their calls", () => {
    expect(parseEnv({}).DIFFRACT_KEEP_BODIES_DAYS).toBeUndefined();
    expect(parseEnv({ DIFFRACT_KEEP_BODIES_DAYS: "7", DIFFRACT_KEEP_CALLS_DAYS: "30" })).toMatchObject({
      DIFFRACT_KEEP_BODIES_DAYS: 7,
      DIFFRACT_KEEP_CALLS_DAYS: 30,
    });
    expect(readProblems({ DIFFRACT_KEEP_CALLS_DAYS: "0" })).toContain("a whole number from 1 to 36500 is needed");
    expect(readProblems({ DIFFRACT_KEEP_BODIES_DAYS: "31", DIFFRACT_KEEP_CALLS_DAYS: "30" })).toContain(
      "DIFFRACT_KEEP_BODIES_DAYS may not be more than DIFFRACT_KEEP_CALLS_DAYS",
    );
  });

  it("names the nearest known name for an unknown one of ours, and ignores others", () => {
    expect(readProblems({ DIFFRACT_DATADIR: "x", OTHER: "y" })).toContain(
      "DIFFRACT_DATADIR is not known. Did you mean DIFFRACT_DATA_DIR?",
    );
    expect(readProblems({ DIFFRACT_ADMIN_PASWORD: "x" })).toContain("DIFFRACT_ADMIN_PASSWORD?");
  });

  it("never prints a secret", () => {
    const said = readProblems({
      DIFFRACT_SECRET: "hush",
      DATABASE_URL: "mysql://root:hush@db",
      DIFFRACT_ADMIN_TOKEN: "hush",
    });
    expect(said).toContain("3 problems");
    expect(said).not.toContain("hush");
  });
});
