"use client";

import { joinClasses } from "./join-classes";
import { useNow } from "./use-now";

const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

/** For example `14:03:22.118`, with the day before it when that is not today's. */
function formatClock(date: Date, nowMs: number): string {
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  const isToday = new Date(nowMs).toDateString() === date.toDateString();
  if (isToday) return `${time}.${pad(date.getMilliseconds(), 3)}`;
  return `${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${time}`;
}

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

function formatRelative(date: Date, nowMs: number): string {
  const seconds = Math.round((date.getTime() - nowMs) / 1000);
  if (Math.abs(seconds) < 10) return "just now";
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(seconds, "second");
}

interface TimeTextProps {
  /** ISO 8601. */
  readonly value: string;
  /** `clock` for lists of moments, `relative` for ages, `full` for one moment. */
  readonly format?: "clock" | "relative" | "full";
  readonly className?: string;
}

/**
 * A moment in the reader's time zone, with date, time and UTC on hover. The server does not know the zone, so the text
 * keeps its place unseen until the page is alive.
 */
export function TimeText({ value, format = "relative", className }: TimeTextProps) {
  const now = useNow();
  const date = new Date(value);
  if (now === null) {
    return (
      <time dateTime={value} className={joinClasses("tabular invisible", className)}>
        {format === "clock" ? value.slice(11, 23) : value.slice(0, 10)}
      </time>
    );
  }
  const texts = { clock: formatClock, relative: formatRelative, full: (moment: Date) => absolute.format(moment) };
  return (
    <time
      dateTime={value}
      title={`${absolute.format(date)}\n${value}`}
      className={joinClasses("tabular whitespace-nowrap", className)}
    >
      {texts[format](date, now)}
    </time>
  );
}
