import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

export const chromiumFlags = [
  "--no-sandbox",
  "--headless=new",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** An installed browser when there is one, else the one inside the npm package, unpacked into the temporary folder. */
export async function findChromium(): Promise<string> {
  return installed.find((path) => existsSync(path)) ?? (await sparticuz.executablePath());
}
