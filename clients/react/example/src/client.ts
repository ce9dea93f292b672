import {GaplessClient} from "@gapless/client";

export const client = new GaplessClient({
  url: "https://live.example.org",
  ticket: async () => {
    const answer = await fetch("/ticket");
    return ((await answer.json()) as {ticket: string}).ticket;
  },
});
