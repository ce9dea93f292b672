package dev.gapless.miner.fakes;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageWalk;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a forum whose pages are numbered from 1 and say only {@code last} or {@code more}. Each has two items, newest
 * first, and ten positions, down from 100.
 */
public final class NumberedWalk implements PageWalk {

    private final URI base;
    private final String account;
    private int page;

    public NumberedWalk(URI base, String account, @Nullable String resume) {
        this.base = base;
        this.account = account;
        this.page = resume == null ? 1 : Integer.parseInt(resume);
    }

    @Override
    public HttpCall next() {
        return HttpCall.get(base.resolve("/" + account + "/" + page));
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!text.equals("last") && !text.equals("more")) {
            return new PageStep.Unreadable("page.text", "neither last nor more", "look at the page");
        }
        int number = page++;
        Range covers = Range.of(100 - 10L * number, 110 - 10L * number);
        return new Page(
                List.of(item(number + "a", covers), item(number + "b", covers)),
                List.of(),
                covers,
                List.of(),
                null,
                text.equals("last"));
    }

    private static ListedItem item(String id, Range covers) {
        return new ListedItem(id, covers.from(), "{}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String resume() {
        return Integer.toString(page);
    }
}
