package dev.gapless.connector.paging;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The plainest listing there could be: a list, sorted and cut anew for each call. */
final class ModelListing {

    final List<ModelItem> items = new ArrayList<>();
    private final EventListing listing;
    private final SplittableRandom random;
    private final int largestPage;
    private int created;

    ModelListing(EventListing listing, SplittableRandom random, int largestPage) {
        this.listing = listing;
        this.random = random;
        this.largestPage = largestPage;
    }

    ModelItem add(long position) {
        ModelItem item = new ModelItem("i" + created++, position);
        items.add(item);
        return item;
    }

    byte[] answer(URI call) {
        Map<String, String> query = query(call);
        long since = listing.window().since() == null ? 0 : number(query, "since", 0);
        long until = listing.window().until() == null ? Long.MAX_VALUE : number(query, "until", Long.MAX_VALUE);
        if (!listing.window().sinceInclusive()) {
            since++;
        }
        if (!listing.window().untilExclusive()) {
            until++;
        }
        long low = since;
        long high = until;
        List<ModelItem> all = items.stream()
                .filter(item -> low <= item.position() && item.position() < high)
                .sorted(order())
                .toList();
        String page = switch (listing.paging()) {
            case PagingStyle.Cursor cursor -> cursorPage(all, query.get("cursor"));
            case PagingStyle.Offset offset -> offsetPage(all, (int) number(query, "offset", 0));
            case PagingStyle.MovingWindow window -> windowPage(all);
            case PagingStyle.Link link -> throw new IllegalStateException("not modelled");
            case PagingStyle.PageNumber numbered -> throw new IllegalStateException("not modelled");
            case PagingStyle.NumberRange range -> throw new IllegalStateException("not modelled");
            case PagingStyle.WholeListing whole -> throw new IllegalStateException("not modelled");
            case PagingStyle.LastItem item -> throw new IllegalStateException("not modelled");
        };
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private Comparator<ModelItem> order() {
        Comparator<ModelItem> ascending =
                Comparator.comparingLong(ModelItem::position).thenComparing(ModelItem::id);
        return listing.order() == ListingOrder.NEWEST_FIRST ? ascending.reversed() : ascending;
    }

    private int size() {
        return random.nextInt(largestPage + 1);
    }

    /** Keyset: behind the item that the cursor names, whether it is still there or not. */
    private String cursorPage(List<ModelItem> all, @Nullable String cursor) {
        List<ModelItem> rest = all;
        if (cursor != null) {
            String[] parts = cursor.split("[|]", -1);
            ModelItem last = new ModelItem(parts[2], Long.parseLong(parts[1]));
            rest = all.stream().filter(item -> order().compare(item, last) > 0).toList();
        }
        List<ModelItem> page = rest.subList(0, Math.min(size(), rest.size()));
        String next = "null";
        if (page.size() < rest.size()) {
            // an empty page leads on too, by another name of the same place
            int turn = cursor == null ? 0 : Integer.parseInt(cursor.split("[|]", -1)[0]) + 1;
            ModelItem start = new ModelItem("", listing.order() == ListingOrder.NEWEST_FIRST ? Long.MAX_VALUE : -1);
            ModelItem last = !page.isEmpty() ? page.getLast() : cursor == null ? start : named(cursor);
            next = "\"%d|%d|%s\"".formatted(turn, last.position(), last.id());
        }
        return "{\"meta\":{\"next\":%s}, \"data\" :%s}".formatted(next, json(page));
    }

    private static ModelItem named(String cursor) {
        String[] parts = cursor.split("[|]", -1);
        return new ModelItem(parts[2], Long.parseLong(parts[1]));
    }

    private String offsetPage(List<ModelItem> all, int offset) {
        int start = Math.min(offset, all.size());
        int end = Math.min(all.size(), start + 2 + size());
        return "{\"data\":%s,\"total\":%d,\"more\":%s}"
                .formatted(json(all.subList(start, end)), all.size(), end < all.size());
    }

    private String windowPage(List<ModelItem> all) {
        int end = Math.min(all.size(), 1 + size());
        boolean whole = random.nextBoolean();
        while (end < all.size()
                && (whole || all.getFirst().position() == all.get(end - 1).position())
                && all.get(end).position() == all.get(end - 1).position()) {
            end++;
        }
        String next = "null";
        if (end < all.size()) {
            long last = all.get(end - 1).position();
            boolean held = all.get(end).position() != last;
            next = Long.toString(held && (whole || all.getFirst().position() == last) ? last + 1 : last);
        }
        return "{\"data\":%s,\"next\":%s}".formatted(json(all.subList(0, end)), next);
    }

    private static String json(List<ModelItem> page) {
        return page.stream().map(ModelItem::json).toList().toString();
    }

    private static Map<String, String> query(URI call) {
        Map<String, String> query = new HashMap<>();
        if (call.getRawQuery() != null) {
            for (String parameter : call.getRawQuery().split("&", -1)) {
                String[] parts = parameter.split("=", 2);
                query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        return query.containsKey(name) ? Long.parseLong(query.get(name)) : otherwise;
    }
}
