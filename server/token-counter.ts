import { runTokenCounter } from "@/lib/counting/run-token-counter";

runTokenCounter();
