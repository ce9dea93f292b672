package dev.gapless.connector.paging;

import dev.gapless.connector.PageStep;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Link} header of a page names the next one (RFC 8288).
 *
 * @param base of the source; a link that leads to another host, port or scheme is refused
 * @param target null on the first page
 */
record LinkPageCursor(URI base, @Nullable URI target) implements PageCursor {

    /** Longer ones would not fit into a resume point. */
    private static final int MAX = 1_000;

    private static final Pattern LINK = Pattern.compile("<([^>]*)>([^<]*)");
    private static final Pattern NEXT = Pattern.compile("(?i);\\s*rel\\s*=\\s*(\"[^\"]*\\bnext\\b[^\"]*\"|next\\b)");

    @Override
    public Map<String, String> parameters() {
        return Map.of();
    }

    @Override
    public @Nullable URI address() {
        return target;
    }

    @Override
    public String identity() {
        return target == null ? "" : "=" + target;
    }

    @Override
    public NextPage turn(ReadPage page) {
        String next = next(page.raw().link());
        if (next == null) {
            return new NextPage.End();
        }
        try {
            URI onward = (target == null ? base : target).resolve(next);
            boolean same = origin(onward).equals(origin(base));
            return same && next.length() <= MAX ? new NextPage.Next(new LinkPageCursor(base, onward)) : refused();
        } catch (IllegalArgumentException e) {
            return refused();
        }
    }

    private static NextPage refused() {
        return new NextPage.Refused(new PageStep.Unreadable(
                "page-continuation",
                "Link: no URL of at most %d characters at the source's own host".formatted(MAX),
                "check http.base-url, or page in another way"));
    }

    private static String origin(URI uri) {
        return "%s://%s:%d"
                .formatted(uri.getScheme(), uri.getHost(), uri.getPort())
                .toLowerCase(Locale.ROOT);
    }

    private static @Nullable String next(@Nullable String header) {
        Matcher link = LINK.matcher(header == null ? "" : header);
        while (link.find()) {
            if (NEXT.matcher(link.group(2)).find()) {
                return link.group(1);
            }
        }
        return null;
    }

    @Override
    public ResumePoint noted(ResumePoint point) {
        return point.at("link", target == null ? null : target.toString(), 0, 0, 0);
    }
}
