package dev.gapless.sandbox.http;

import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.truth.TruthLog.Door;
import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.Operation;
import dev.gapless.sandbox.world.Place;
import dev.gapless.sandbox.world.StreamState;
import dev.gapless.sandbox.world.Streams;
import dev.gapless.sandbox.world.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The four ways in which platforms page, one a stream, and the point reads. */
final class Listings {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long END = Long.MAX_VALUE;
    private static final int MOST = 100;

    private final TruthLog truth;

    Listings(TruthLog truth) {
        this.truth = truth;
    }

    /** Keyset cursor, both orders, by creation or by last update, with tombstones or without. */
    Answer posts(Account account, Query query) {
        query.only(Set.of("sort", "order", "since", "until", "limit", "cursor", "deleted"));
        boolean byUpdate = query.choice("sort", "created", "created", "updated").equals("updated");
        boolean newestFirst = query.choice("order", "desc", "asc", "desc").equals("desc");
        boolean deleted =
                query.choice("deleted", "exclude", "exclude", "include").equals("include");
        int limit = limit(query);
        String cursor = query.text("cursor", "");
        Place after = cursor.isEmpty() ? null : Cursor.read(cursor);
        return account.read(Streams.POSTS, state -> {
            List<Version> all = new ArrayList<>();
            NavigableMap<Place, Version> window = window(state, byUpdate, query);
            for (var entry : (newestFirst ? window.descendingMap() : window).entrySet()) {
                boolean beyond = after == null
                        || (newestFirst
                                ? entry.getKey().compareTo(after) < 0
                                : entry.getKey().compareTo(after) > 0);
                if (beyond && (deleted || entry.getValue().operation() != Operation.DELETE)) {
                    all.add(entry.getValue());
                    if (all.size() > limit) {
                        break;
                    }
                }
            }
            return cursorPage(all, limit, byUpdate, JSON.createObjectNode());
        });
    }

    private Answer cursorPage(List<Version> oneMore, int limit, boolean byUpdate, ObjectNode body) {
        List<Version> page = oneMore.subList(0, Math.min(limit, oneMore.size()));
        fill(body.putArray("data"), page);
        if (oneMore.size() > limit) {
            Version last = page.getLast();
            body.put("next", Cursor.write(new Place(byUpdate ? last.position() : last.created(), last.id())));
        } else {
            body.putNull("next");
        }
        return Answer.json(200, body);
    }

    /** Offsets. */
    Answer comments(Account account, Query query) {
        query.only(Set.of("since", "until", "offset", "limit", "order"));
        boolean newestFirst = query.choice("order", "asc", "asc", "desc").equals("desc");
        int limit = limit(query);
        int offset = (int) query.number("offset", 0, 0, 10_000_000);
        return account.read(Streams.COMMENTS, state -> {
            NavigableMap<Place, Version> window = window(state, false, query);
            List<Version> all = new ArrayList<>((newestFirst ? window.descendingMap() : window).values());
            int from = Math.min(offset, all.size());
            List<Version> page = all.subList(from, Math.min(from + limit, all.size()));
            ObjectNode body = JSON.createObjectNode();
            fill(body.putArray("items"), page);
            body.put("offset", offset).put("total", all.size()).put("has_more", from + page.size() < all.size());
            return Answer.json(200, body);
        });
    }

    /** Windows of time. A page holds every item of its last position, so the next window can begin there. */
    Answer likes(Account account, Query query) {
        query.only(Set.of("since", "until", "limit"));
        int limit = limit(query);
        return account.read(Streams.LIKES, state -> {
            List<Version> all = new ArrayList<>(window(state, false, query).values());
            int size = Math.min(limit, all.size());
            while (size > 0
                    && size < all.size()
                    && all.get(size).position() == all.get(size - 1).position()) {
                size++;
            }
            List<Version> page = all.subList(0, size);
            ObjectNode body = JSON.createObjectNode();
            fill(body.putArray("likes"), page);
            if (size < all.size()) {
                long last = page.getLast().position();
                body.put("next_since", page.getFirst().position() == last ? last + 1 : last);
            } else {
                body.putNull("next_since");
            }
            return Answer.json(200, body);
        });
    }

    /** A cursor, oldest first, its next hidden one level deeper. */
    Answer transactions(Account account, Query query) {
        query.only(Set.of("since", "until", "limit", "cursor"));
        int limit = limit(query);
        String cursor = query.text("cursor", "");
        Place after = cursor.isEmpty() ? null : Cursor.read(cursor);
        return account.read(Streams.TRANSACTIONS, state -> {
            NavigableMap<Place, Version> window = window(state, false, query);
            List<Version> rest = new ArrayList<>();
            for (var entry : window.entrySet()) {
                if ((after == null || entry.getKey().compareTo(after) > 0) && rest.size() <= limit) {
                    rest.add(entry.getValue());
                }
            }
            List<Version> page = rest.subList(0, Math.min(limit, rest.size()));
            ObjectNode body = JSON.createObjectNode();
            fill(body.putArray("data"), page);
            ObjectNode paging = body.putObject("paging");
            if (rest.size() > limit) {
                paging.put(
                        "next",
                        Cursor.write(new Place(
                                page.getLast().created(), page.getLast().id())));
            } else {
                paging.putNull("next");
            }
            return Answer.json(200, body);
        });
    }

    Answer profile(Account account) {
        return point(account, Streams.PROFILE, account.id());
    }

    /** One item; 410 for one that is gone. */
    Answer point(Account account, String stream, String id) {
        Optional<Version> found = account.read(stream, state -> Optional.ofNullable(state.latest(id)));
        if (found.isEmpty()) {
            return Answer.problem(404, stream + ": no such item");
        }
        Version version = found.get();
        truth.exposed(version.seq(), Door.HTTP);
        return version.operation() == Operation.DELETE
                ? Answer.problem(410, stream + ": the item was deleted")
                : Answer.json(200, version.item());
    }

    private static int limit(Query query) {
        return (int) query.number("limit", MOST, 1, MOST);
    }

    private static NavigableMap<Place, Version> window(StreamState state, boolean byUpdate, Query query) {
        long since = query.number("since", 0, Long.MIN_VALUE, END);
        long until = query.number("until", END, Long.MIN_VALUE, END);
        if (until < since) {
            throw new BadParameterException("until", Long.toString(until), "not before since");
        }
        return state.sorted(byUpdate).subMap(new Place(since, ""), true, new Place(until, ""), false);
    }

    private void fill(ArrayNode array, List<Version> page) {
        for (Version version : page) {
            truth.exposed(version.seq(), Door.HTTP);
            array.add(version.item());
        }
    }
}
