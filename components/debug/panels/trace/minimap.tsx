"use client";

import { useEffect, useRef, useState, type PointerEvent } from "react";
import type { Axis } from "./span-bar";
import type { TracePicture } from "./prepare-trace";
import { serviceColour } from "./service-colour";
import { clampWindow, wholeWindow, type TimeWindow } from "./time-window";

const height = 44;

interface MinimapProps {
  readonly picture: TracePicture;
  readonly axis: Axis;
  readonly onWindow: (window: TimeWindow) => void;
}

/** Draws every span as a line of its service's colour: ten thousand are one canvas. */
function draw(canvas: HTMLCanvasElement, { tree, services }: TracePicture, { scale }: Axis): void {
  const context = canvas.getContext("2d");
  const width = canvas.clientWidth;
  if (context === null || width === 0) return;
  const ratio = Math.min(window.devicePixelRatio, 2);
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colours = new Map(
    services.map((service) => [service, style.getPropertyValue(serviceColour(services, service).variable)]),
  );
  const step = Math.min(4, (height - 4) / Math.max(1, tree.nodes.length));
  tree.nodes.forEach((node, index) => {
    // `light-dark()` is not understood by canvas in every browser; the colour of a bar resolves it.
    context.fillStyle =
      node.span.status === "error" ? "#d9455f" : resolveColour(canvas, colours.get(node.span.service));
    const left = scale.toShare(node.start) * width;
    context.fillRect(
      left,
      2 + index * step,
      Math.max(1, scale.toShare(node.end) * width - left),
      Math.max(0.6, step - 1),
    );
  });
}

const resolved = new Map<string, string>();

function resolveColour(canvas: HTMLCanvasElement, colour = ""): string {
  const key = `${document.documentElement.dataset["theme"] ?? ""}${String(matchMedia("(prefers-color-scheme: dark)").matches)}${colour}`;
  let value = resolved.get(key);
  if (value === undefined) {
    const probe = document.createElement("span");
    probe.style.color = colour;
    canvas.parentElement?.append(probe);
    value = getComputedStyle(probe).color;
    probe.remove();
    resolved.set(key, value);
  }
  return value;
}

/** What is not shown large stands back. */
function Shade({ from, to }: TimeWindow) {
  return (
    <span
      className="absolute inset-y-0 bg-sunken/75"
      style={{ left: `${String(from * 100)}%`, width: `${String((to - from) * 100)}%` }}
    />
  );
}

/** The whole trace in small; dragging over it chooses what is shown large. Keys and buttons do the same. */
export function Minimap({ picture, axis, onWindow }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<TimeWindow | null>(null);
  const { scale, window: shown } = axis;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const redraw = (): void => {
      draw(element, picture, { scale, window: wholeWindow });
    };
    redraw();
    const observer = new ResizeObserver(redraw);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [picture, scale]);
  const share = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const chosen = drag ?? shown;
  const [left, right] = [Math.min(chosen.from, chosen.to), Math.max(chosen.from, chosen.to)];
  return (
    <div
      aria-hidden="true"
      className="relative h-11 cursor-col-resize touch-none overflow-hidden rounded-sm bg-sunken select-none print:hidden"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: share(event), to: share(event) });
      }}
      onPointerMove={(event) => {
        if (drag !== null) setDrag({ from: drag.from, to: share(event) });
      }}
      onPointerUp={() => {
        if (drag !== null && Math.abs(drag.to - drag.from) > 0.005) onWindow(clampWindow(drag));
        setDrag(null);
      }}
      onDoubleClick={() => {
        onWindow(wholeWindow);
      }}
    >
      <canvas ref={canvas} className="block h-11 w-full" />
      <Shade from={0} to={left} />
      <Shade from={right} to={1} />
      {chosen !== wholeWindow && (
        <span
          className="absolute inset-y-0 border-x-2 border-accent"
          style={{ left: `${String(left * 100)}%`, width: `${String((right - left) * 100)}%` }}
        />
      )}
    </div>
  );
}
