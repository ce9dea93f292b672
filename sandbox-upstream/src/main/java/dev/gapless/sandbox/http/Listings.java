package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.Faults;
import dev.gapless.sandbox.faults.ListingFault;
import dev.gapless.sandbox.truth.Door;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.Operation;
import dev.gapless.sandbox.world.Place;
import dev.gapless.sandbox.world.Streams;
import dev.gapless.sandbox.world.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Four ways in which platforms page, one a stream, and the point reads. What a page shows is chosen in one instant. */
final class Listings {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST = 100;
    private static final int FARTHEST = 10_000_000;

    private final TruthLog truth;
    private final Faults faults;
    private final Retention retention;

    Listings(TruthLog truth, Faults faults, Retention retention) {
        this.truth = truth;
        this.faults = faults;
        this.retention = retention;
    }

    /** Keyset cursor, both orders, by creation or by last change, with tombstones or without. */
    Answer posts(Account account, Query query) {
        query.only(Set.of("sort", "order", "since", "until", "limit", "cursor", "deleted"));
        boolean byUpdate = query.choice("sort", "created", "created", "updated").equals("updated");
        boolean newestFirst = query.choice("order", "desc", "asc", "desc").equals("desc");
        boolean deleted =
                query.choice("deleted", "exclude", "exclude", "include").equals("include");
        int limit = limit(query);
        Window window = window(account, Streams.POSTS, query, newestFirst);
        List<Version> found = account.read(
                Streams.POSTS,
                state -> window.of(state.sorted(byUpdate)).stream()
                        .filter(version -> deleted || version.operation() != Operation.DELETE)
                        .limit(limit + 1)
                        .toList());
        List<Version> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode body = JSON.createObjectNode();
        show(faults.onPage(account.id(), Streams.POSTS, page), body.putArray("data"));
        body.put("next", found.size() > limit ? cursorBehind(account, Streams.POSTS, page.getLast(), byUpdate) : null);
        return Answer.json(200, body);
    }

    /** Offsets. Only ever grows at its new end, so a walk from the old end is exact. */
    Answer comments(Account account, Query query) {
        query.only(Set.of("since", "until", "offset", "limit", "order"));
        boolean newestFirst = query.choice("order", "asc", "asc", "desc").equals("desc");
        int limit = limit(query);
        int offset = (int) query.number("offset", 0, 0, FARTHEST);
        Window window = window(account, Streams.COMMENTS, query, newestFirst);
        List<Version> all = account.read(Streams.COMMENTS, state -> List.copyOf(window.of(state.sorted(false))));
        // before the offset counts: a page that is shorter than its offsets say would give itself away
        List<Version> found = faults.onPage(account.id(), Streams.COMMENTS, all);
        int from = Math.min(offset, found.size());
        int to = Math.min(from + limit, found.size());
        ObjectNode body = JSON.createObjectNode();
        show(found.subList(from, to), body.putArray("items"));
        body.put("offset", offset).put("total", found.size()).put("has_more", to < found.size());
        return Answer.json(200, body);
    }

    /** Windows of time. A page holds every item of its last position, so the next window can begin there. */
    Answer likes(Account account, Query query) {
        query.only(Set.of("since", "until", "limit"));
        int limit = limit(query);
        Window window = window(account, Streams.LIKES, query, false);
        LikesPage page = account.read(Streams.LIKES, state -> LikesPage.cut(window.of(state.sorted(false)), limit));
        ObjectNode body = JSON.createObjectNode();
        show(faults.onPage(account.id(), Streams.LIKES, page.likes()), body.putArray("likes"));
        body.put("next_since", page.nextSince());
        return Answer.json(200, body);
    }

    /** A cursor, oldest first, hidden one level deeper. */
    Answer transactions(Account account, Query query) {
        query.only(Set.of("since", "until", "limit", "cursor"));
        int limit = limit(query);
        Window window = window(account, Streams.TRANSACTIONS, query, false);
        List<Version> found = account.read(
                Streams.TRANSACTIONS,
                state ->
                        window.of(state.sorted(false)).stream().limit(limit + 1).toList());
        List<Version> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode body = JSON.createObjectNode();
        show(faults.onPage(account.id(), Streams.TRANSACTIONS, page), body.putArray("data"));
        body.putObject("paging")
                .put(
                        "next",
                        found.size() > limit
                                ? cursorBehind(account, Streams.TRANSACTIONS, page.getLast(), false)
                                : null);
        return Answer.json(200, body);
    }

    /** One item; 410 for one that is gone. */
    Answer point(Account account, String stream, String id) {
        Version found = account.read(stream, state -> Optional.ofNullable(state.latest(id)))
                .orElse(null);
        if (found == null) {
            return Answer.problem(404, stream + ": no such item");
        }
        if (found.operation() == Operation.DELETE) {
            return Answer.problem(410, stream + ": the item was deleted");
        }
        truth.exposed(List.of(found), Door.HTTP);
        return new Answer(200, "application/json", found.item().toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int limit(Query query) {
        return (int) query.number("limit", MOST, 1, MOST);
    }

    private String cursorBehind(Account account, String stream, Version last, boolean byUpdate) {
        String cursor = Cursor.write(new Place(byUpdate ? last.position() : last.created(), last.id()));
        return faults.onNext(account.id(), stream, cursor);
    }

    /** The window asked for, as far as it is kept, its cursor known, and no fault in the way. */
    private Window window(Account account, String stream, Query query, boolean newestFirst) {
        Window asked = Window.of(query, newestFirst);
        return switch (faults.onListing(account.id(), stream, asked.after() != null)) {
            case null -> retention.of(asked);
            case ListingFault.Gone(String code, String detail) -> throw new GoneException(code, detail);
            case ListingFault.Empty() -> asked.emptied();
        };
    }

    private void show(List<Version> page, ArrayNode array) {
        truth.exposed(page, Door.HTTP);
        page.forEach(version -> array.addRawValue(version.item().raw()));
    }
}
