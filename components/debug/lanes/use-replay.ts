"use client";

import { useEffect, useState } from "react";
import type { TimeSpan } from "./lane-picture";

export const replaySpeeds = ["0.25", "1", "4"] as const;
export type ReplaySpeed = (typeof replaySpeeds)[number];

export interface Replay {
  readonly atMs: number;
  readonly isPlaying: boolean;
  readonly speed: ReplaySpeed;
  readonly setAt: (atMs: number) => void;
  readonly setSpeed: (speed: ReplaySpeed) => void;
  readonly toggle: () => void;
}

/** A place in time that can be moved by hand or runs by itself, as fast as it was or slower or faster. */
export function useReplay({ startMs, endMs }: TimeSpan): Replay {
  const [atMs, setAtMs] = useState(endMs);
  const [isPlaying, setIsPlaying] = useState(false);
  const [speed, setSpeed] = useState<ReplaySpeed>("1");
  useEffect(() => {
    if (!isPlaying) return undefined;
    let last = performance.now();
    let frame = requestAnimationFrame(function tick(now) {
      const passed = (now - last) * Number(speed);
      last = now;
      setAtMs((at) => Math.min(endMs, at + passed));
      frame = requestAnimationFrame(tick);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [isPlaying, speed, endMs]);
  return {
    atMs,
    isPlaying: isPlaying && atMs < endMs,
    speed,
    setAt: (next) => {
      setIsPlaying(false);
      setAtMs(next);
    },
    setSpeed,
    toggle: () => {
      const isAtEnd = atMs >= endMs;
      if (isAtEnd) setAtMs(startMs);
      setIsPlaying(isAtEnd || !isPlaying);
    },
  };
}
