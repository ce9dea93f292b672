package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.ActiveFaults;
import dev.gapless.sandbox.faults.ListingFault;
import dev.gapless.sandbox.truth.ExposurePath;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.ItemVersion;
import dev.gapless.sandbox.world.ListingPlace;
import dev.gapless.sandbox.world.SandboxAccount;
import dev.gapless.sandbox.world.SandboxStreamKinds;
import dev.gapless.sandbox.world.VersionOperation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Four ways in which platforms page, one a stream, and the point reads. What a page shows is chosen in one instant. */
final class ListingApi {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX = 100;
    private static final int FARTHEST = 10_000_000;

    private final TruthLog truth;
    private final ActiveFaults faults;
    private final ListingRetention retention;

    ListingApi(TruthLog truth, ActiveFaults faults, ListingRetention retention) {
        this.truth = truth;
        this.faults = faults;
        this.retention = retention;
    }

    /** Keyset cursor, both orders, by creation or by last change, with tombstones or without. */
    SandboxResponse posts(SandboxAccount account, QueryParameters query) {
        query.only(Set.of("sort", "order", "since", "until", "limit", "cursor", "deleted"));
        boolean byUpdate = query.choice("sort", "created", "created", "updated").equals("updated");
        boolean newestFirst = query.choice("order", "desc", "asc", "desc").equals("desc");
        boolean deleted =
                query.choice("deleted", "exclude", "exclude", "include").equals("include");
        int limit = limit(query);
        QueryWindow window = window(account, SandboxStreamKinds.POSTS, query, newestFirst);
        List<ItemVersion> found = account.read(
                SandboxStreamKinds.POSTS,
                state -> window.of(state.sorted(byUpdate)).stream()
                        .filter(version -> deleted || version.operation() != VersionOperation.DELETE)
                        .limit(limit + 1)
                        .toList());
        List<ItemVersion> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode body = JSON.createObjectNode();
        show(faults.onPage(account.id(), SandboxStreamKinds.POSTS, page), body.putArray("data"));
        body.put(
                "next",
                found.size() > limit
                        ? cursorBehind(account, SandboxStreamKinds.POSTS, page.getLast(), byUpdate)
                        : null);
        return SandboxResponse.json(200, body);
    }

    /** Offsets. Only ever grows at its new end, so a walk from the old end is exact. */
    SandboxResponse comments(SandboxAccount account, QueryParameters query) {
        query.only(Set.of("since", "until", "offset", "limit", "order"));
        boolean newestFirst = query.choice("order", "asc", "asc", "desc").equals("desc");
        int limit = limit(query);
        int offset = (int) query.number("offset", 0, 0, FARTHEST);
        QueryWindow window = window(account, SandboxStreamKinds.COMMENTS, query, newestFirst);
        List<ItemVersion> all =
                account.read(SandboxStreamKinds.COMMENTS, state -> List.copyOf(window.of(state.sorted(false))));
        // before the offset counts: a page that is shorter than its offsets say would give itself away
        List<ItemVersion> found = faults.onPage(account.id(), SandboxStreamKinds.COMMENTS, all);
        int from = Math.min(offset, found.size());
        int to = Math.min(from + limit, found.size());
        ObjectNode body = JSON.createObjectNode();
        show(found.subList(from, to), body.putArray("items"));
        body.put("offset", offset).put("total", found.size()).put("has_more", to < found.size());
        return SandboxResponse.json(200, body);
    }

    /** Windows of time. A page holds every item of its last position, so the next window can begin there. */
    SandboxResponse likes(SandboxAccount account, QueryParameters query) {
        query.only(Set.of("since", "until", "limit"));
        int limit = limit(query);
        QueryWindow window = window(account, SandboxStreamKinds.LIKES, query, false);
        LikesPage page =
                account.read(SandboxStreamKinds.LIKES, state -> LikesPage.cut(window.of(state.sorted(false)), limit));
        ObjectNode body = JSON.createObjectNode();
        show(faults.onPage(account.id(), SandboxStreamKinds.LIKES, page.likes()), body.putArray("likes"));
        body.put("next_since", page.nextSince());
        return SandboxResponse.json(200, body);
    }

    /** A cursor, oldest first, hidden one level deeper. */
    SandboxResponse transactions(SandboxAccount account, QueryParameters query) {
        query.only(Set.of("since", "until", "limit", "cursor"));
        int limit = limit(query);
        QueryWindow window = window(account, SandboxStreamKinds.TRANSACTIONS, query, false);
        List<ItemVersion> found = account.read(
                SandboxStreamKinds.TRANSACTIONS,
                state ->
                        window.of(state.sorted(false)).stream().limit(limit + 1).toList());
        List<ItemVersion> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode body = JSON.createObjectNode();
        show(faults.onPage(account.id(), SandboxStreamKinds.TRANSACTIONS, page), body.putArray("data"));
        body.putObject("paging")
                .put(
                        "next",
                        found.size() > limit
                                ? cursorBehind(account, SandboxStreamKinds.TRANSACTIONS, page.getLast(), false)
                                : null);
        return SandboxResponse.json(200, body);
    }

    /** One item; 410 for one that is gone. */
    SandboxResponse point(SandboxAccount account, String stream, String id) {
        ItemVersion found = account.read(stream, state -> Optional.ofNullable(state.latest(id)))
                .orElse(null);
        if (found == null) {
            return SandboxResponse.problem(404, stream + ": no such item");
        }
        if (found.operation() == VersionOperation.DELETE) {
            return SandboxResponse.problem(410, stream + ": the item was deleted");
        }
        truth.exposed(List.of(found), ExposurePath.HTTP);
        return new SandboxResponse(
                200, "application/json", found.item().toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int limit(QueryParameters query) {
        return (int) query.number("limit", MAX, 1, MAX);
    }

    private String cursorBehind(SandboxAccount account, String stream, ItemVersion last, boolean byUpdate) {
        String cursor = ListingCursor.write(new ListingPlace(byUpdate ? last.position() : last.created(), last.id()));
        return faults.onNext(account.id(), stream, cursor);
    }

    /** The window asked for, as far as it is kept, its cursor known, and no fault in the way. */
    private QueryWindow window(SandboxAccount account, String stream, QueryParameters query, boolean newestFirst) {
        QueryWindow asked = QueryWindow.of(query, newestFirst);
        return switch (faults.onListing(account.id(), stream, asked.after() != null)) {
            case null -> retention.of(asked);
            case ListingFault.Gone(String code, String detail) -> throw new GoneException(code, detail);
            case ListingFault.Empty() -> asked.emptied();
        };
    }

    private void show(List<ItemVersion> page, ArrayNode array) {
        truth.exposed(page, ExposurePath.HTTP);
        page.forEach(version -> array.addRawValue(version.item().raw()));
    }
}
