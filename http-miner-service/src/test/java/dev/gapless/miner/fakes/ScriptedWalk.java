package dev.gapless.miner.fakes;

import dev.gapless.common.connector.HttpCall;
import dev.gapless.common.connector.PageStep;
import dev.gapless.common.connector.PageWalk;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A walk that meets what the test wrote down. Its resume point is {@code after-N}, N being the pages accepted. */
public final class ScriptedWalk implements PageWalk {

    private final Deque<PageStep> steps;
    private int pages;

    public ScriptedWalk(List<PageStep> steps) {
        this.steps = new ArrayDeque<>(steps);
    }

    @Override
    public HttpCall next() {
        return HttpCall.get(URI.create("http://127.0.0.1:1/page/" + pages));
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        PageStep step = steps.removeFirst();
        if (step instanceof PageStep.Page) {
            pages++;
        }
        return step;
    }

    @Override
    public String resume() {
        return "after-" + pages;
    }
}
