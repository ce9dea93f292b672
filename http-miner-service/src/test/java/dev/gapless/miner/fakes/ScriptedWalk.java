package dev.gapless.miner.fakes;

import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A walk that meets what the test wrote down. Its resume point is {@code after-N}, N being the pages accepted. */
public final class ScriptedWalk implements PageWalk {

    private final Deque<PageStep> steps;
    private int pages;
    private int fewer;
    private int skipped;
    private int restarts = -1;
    private int unanswered;

    public ScriptedWalk(List<PageStep> steps) {
        this(steps, 0, 0);
    }

    /**
     * @param fewer how often fewer items can be asked for
     * @param skipped how often, after that, a position can be skipped
     */
    public ScriptedWalk(List<PageStep> steps, int fewer, int skipped) {
        this.steps = new ArrayDeque<>(steps);
        this.fewer = fewer;
        this.skipped = skipped;
    }

    @Override
    public Narrowing narrow() {
        if (fewer > 0) {
            fewer--;
            return Narrowing.FEWER_ITEMS;
        }
        if (skipped > 0) {
            skipped--;
            return Narrowing.POSITION_SKIPPED;
        }
        return Narrowing.NONE;
    }

    /** A walk that begins anew so many times at most. */
    public ScriptedWalk restarting(int times) {
        restarts = times;
        return this;
    }

    @Override
    public Narrowing restart() {
        if (restarts < 0) {
            return narrow();
        }
        restarts--;
        return restarts < 0 ? Narrowing.GIVEN_UP : Narrowing.SMALLER_WINDOW;
    }

    @Override
    public void unanswered() {
        unanswered++;
    }

    /** How often the source was asked in vain. */
    public int timesUnanswered() {
        return unanswered;
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
