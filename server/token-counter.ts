import { runTokenCounter } from "@/lib/runtime/token-counter";

runTokenCounter();
