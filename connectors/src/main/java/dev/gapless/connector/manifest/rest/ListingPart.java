package dev.gapless.connector.manifest.rest;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.AbsenceRule;
import dev.gapless.connector.AbsenceRule.KeptBoundary;
import dev.gapless.connector.expression.MessageCondition;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.part.ConditionPart;
import dev.gapless.connector.manifest.part.HeaderParameterPart;
import dev.gapless.connector.paging.EventListing;
import dev.gapless.connector.paging.EventListing.ListingEnd;
import dev.gapless.connector.paging.EventListing.NumberHead;
import dev.gapless.connector.paging.JsonTemplate;
import dev.gapless.connector.paging.ListingOrder;
import dev.gapless.connector.paging.ListingRequest;
import dev.gapless.connector.paging.OrderKey;
import dev.gapless.connector.paging.PageItems;
import dev.gapless.connector.paging.PageSize;
import dev.gapless.connector.paging.PagingStyle;
import dev.gapless.connector.paging.SnapshotListing;
import dev.gapless.connector.paging.WindowParameters;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code streams.NAME.listing}. */
final class ListingPart {

    private static final ValueFormat<String> PATH = ValueFormats.matching(
            Pattern.compile("(/(?!\\.\\.?(/|$))([A-Za-z0-9._~!$&'()*+,;=:@%-]|\\{account})*)+"),
            "a path that begins with /, its only placeholder being {account}",
            "/v1/accounts/{account}/posts");

    private static final ValueFormat<JsonTemplate> BODY = new ValueFormat<>(
            new JsonTemplate("{}"),
            "a JSON object or list in one text, with {account}, {account-lower} and {base64:TEXT} in its texts",
            "'{\"account\":\"{account}\"}'",
            JsonTemplate::parse,
            Map.of("type", "string"));

    private ListingPart() {}

    /** In which order a listing shows positions, if in any. */
    private enum SaidOrder {
        NEWEST_FIRST,
        OLDEST_FIRST,
        NONE
    }

    /** What a call shows that names neither a window nor a place. */
    private enum Unbounded {
        OLDEST,
        NEWEST
    }

    static EventListing read(
            ManifestSection listing, PositionDomain domain, ItemParser reader, Set<Aspect> aspects, boolean dense) {
        SaidOrder said = listing.value("order", ValueFormats.choice(SaidOrder.OLDEST_FIRST, SaidOrder.class));
        ListingOrder order = said == SaidOrder.NEWEST_FIRST ? ListingOrder.NEWEST_FIRST : ListingOrder.OLDEST_FIRST;
        boolean numbered = domain == PositionDomain.SEQUENCE;
        Map<String, String> probe = probe(listing);
        @Nullable JsonPointer head = head(listing, order, numbered, !probe.isEmpty());
        OrderKey orderedBy = orderedBy(listing, order, numbered);
        ListingEnd end =
                listing.value("end", ValueFormats.choice(ListingEnd.CONFIRMED, ListingEnd.class), ListingEnd.CONFIRMED);
        if (end == ListingEnd.CUT && order == ListingOrder.OLDEST_FIRST) {
            listing.problem(
                    "end",
                    "cut only where the order is newest-first",
                    "the newest would be cut off; write: end: confirmed");
        }
        WindowParameters window = window(listing.section("window"), reader);
        PagingStyle paging = PagingPart.read(listing.section("paging"), order, window);
        PageItems items = items(listing, end);
        Map<String, String> fixed = fixed(listing);
        @Nullable PageSize size = size(listing.optionalSection("page-size"), paging, fixed);
        if (paging instanceof PagingStyle.WholeListing != (said == SaidOrder.NONE)) {
            listing.problem(
                    "order",
                    "none beside paging by whole, and nowhere else",
                    "write order: none where the position does not order the listing, and page it by whole");
        }
        if (said == SaidOrder.NONE && numbered) {
            listing.problem("order", "none only where the domain is time", "numbers need a listing in their order");
        }
        if (paging instanceof PagingStyle.NumberRange && !numbered) {
            listing.problem(
                    "paging",
                    "by range only where the domain is sequence",
                    "page by cursor or window, or number the stream: domain: sequence");
        }
        if (paging instanceof PagingStyle.NumberRange && !probe.isEmpty()) {
            listing.problem("probe", "not beside paging by range", "leave it out: the number 1 alone is asked for");
        }
        if (paging instanceof PagingStyle.NumberRange && numbered && head == null) {
            listing.problem(
                    "head",
                    "required beside paging by range",
                    "a call without bounds tells nothing: name where each answer has the highest number: head: /head");
        }
        if (paging instanceof PagingStyle.PageNumber pages
                && !aspects.equals(Set.of(Aspect.CREATIONS))
                && (order == ListingOrder.OLDEST_FIRST || !pages.totalled())) {
            listing.problem(
                    "paging",
                    "by page, where items change: newest-first and with a total",
                    "an item that vanishes moves others to a page that was read: page by cursor or offset");
        }
        if (paging instanceof PagingStyle.LastItem last
                && last.members().isEmpty()
                && reader.pointers().id().isRewritten()) {
            listing.problem(
                    "paging",
                    "by parameter only where no part of item.id is read by lower, base64 or hex",
                    "the call would name an id that the source does not write: page by parameters, or by another way");
        }
        distinct(listing, fixed, window, paging, shared(listing, order, window, paging, reader));
        return new EventListing(
                request(listing, fixed, probe.keySet(), window, paging),
                window,
                order,
                paging,
                items,
                reader,
                orderedBy,
                end,
                numbered ? new NumberHead(head, probe, dense) : null,
                size);
    }

    private static PageItems items(ManifestSection listing, ListingEnd end) {
        JsonPointer at = listing.value("items", ValueFormats.pointer());
        boolean optional = listing.value("items-optional", ValueFormats.flag(), false);
        @Nullable JsonPointer present = listing.optional("present", ValueFormats.pointer());
        if (optional && present == null) {
            listing.problem(
                    "present",
                    "required beside items-optional",
                    "an error may have no items either: name what every good page has: present: /header");
        } else if (!optional && present != null) {
            listing.problem("present", "only beside items-optional", "leave it out, or write: items-optional: true");
        }
        if (optional && end == ListingEnd.TRUSTED) {
            listing.problem(
                    "items-optional",
                    "not beside end: trusted",
                    "one wrong page without items would cover everything; write: end: confirmed");
        }
        return new PageItems(at, present);
    }

    /** Where a page tells how far a numbered stream reaches; null where the items of a first page tell it. */
    private static @Nullable JsonPointer head(
            ManifestSection listing, ListingOrder order, boolean numbered, boolean probed) {
        @Nullable JsonPointer head = listing.optional("head", ValueFormats.pointer());
        Unbounded unbounded =
                listing.value("unbounded", ValueFormats.choice(Unbounded.OLDEST, Unbounded.class), Unbounded.OLDEST);
        if (!numbered) {
            for (String key : List.of("head", "unbounded", "probe")) {
                if (listing.has(key)) {
                    listing.problem(key, "only where the domain is sequence", "leave it out");
                }
            }
        } else if (order == ListingOrder.OLDEST_FIRST && head == null && unbounded == Unbounded.OLDEST && !probed) {
            listing.problem(
                    "order",
                    "newest-first, as the domain is sequence, or head, probe or unbounded: newest beside it",
                    "a page must tell how far the stream reaches; write: order: newest-first");
        }
        return head;
    }

    private static Map<String, String> probe(ManifestSection listing) {
        @Nullable ManifestSection parameters = listing.optionalSection("probe");
        return parameters == null ? Map.of() : parameters.texts();
    }

    /**
     * True where the parameter that names the last item is the window's own bound. An id is a position there, so that
     * the first page may begin at the bound.
     */
    private static boolean shared(
            ManifestSection listing,
            ListingOrder order,
            WindowParameters window,
            PagingStyle paging,
            ItemParser reader) {
        boolean oldest = order == ListingOrder.OLDEST_FIRST;
        @Nullable String bound = oldest ? window.since() : window.until();
        if (!(paging instanceof PagingStyle.LastItem last)
                || !last.members().isEmpty()
                || !last.parameter().equals(bound)) {
            return false;
        }
        boolean inclusive = oldest ? window.sinceInclusive() : !window.untilExclusive();
        if (!reader.pointers().id().is(reader.pointers().position())) {
            listing.problem(
                    "paging",
                    "by the window's own parameter only where item.position is item.id",
                    "page by another parameter, or leave the bound out of window");
        } else if (last.first() != null || inclusive != last.inclusive()) {
            listing.problem(
                    "paging",
                    "as the window's bound: inclusive alike, and without first",
                    "write: paging: {by: last-item, parameter: %s, inclusive: %s, empty-page: end}"
                            .formatted(bound, inclusive));
        }
        return true;
    }

    /** @return null where it is not said, or where another size would be another way through the listing */
    private static @Nullable PageSize size(
            @Nullable ManifestSection section, PagingStyle paging, Map<String, String> fixed) {
        if (section == null) {
            return null;
        }
        String parameter = section.value("parameter", ValueFormats.text());
        long value = section.value("value", ValueFormats.whole(paging instanceof PagingStyle.Offset ? 2 : 1, 100_000));
        fixed.put(parameter, Long.toString(value));
        return switch (paging) {
            case PagingStyle.Link link -> null;
            case PagingStyle.PageNumber page -> null;
            case PagingStyle.NumberRange range -> null;
            case PagingStyle.WholeListing whole -> new PageSize(parameter, value, 1);
            case PagingStyle.Cursor cursor -> new PageSize(parameter, value, 1);
            case PagingStyle.MovingWindow window -> new PageSize(parameter, value, 1);
            case PagingStyle.Offset offset -> new PageSize(parameter, value, 2);
            case PagingStyle.LastItem item -> new PageSize(parameter, value, item.inclusive() ? 2 : 1);
        };
    }

    private static @Nullable OrderKey orderedBy(ManifestSection listing, ListingOrder order, boolean numbered) {
        @Nullable ManifestSection key = listing.optionalSection("ordered-by");
        if (key == null) {
            return null;
        }
        if (numbered || order == ListingOrder.OLDEST_FIRST) {
            listing.problem(
                    "ordered-by",
                    "only where the domain is time and the order newest-first",
                    "oldest-first, an item dated back would follow after its time was covered");
        }
        NumberForm unit = key.value(
                "unit", ValueFormats.choice(NumberForm.MICROSECONDS, NumberForm.class), NumberForm.MICROSECONDS);
        if (unit.isCount()) {
            key.problem("unit", "a unit of time, as positions are", "unit: microseconds");
        }
        return new OrderKey(key.value("pointer", ValueFormats.pointer()), unit);
    }

    static SnapshotListing snapshot(ManifestSection listing, ItemParser reader) {
        return new SnapshotListing(
                request(listing, fixed(listing), Set.of(), null, null),
                listing.value("item", ValueFormats.pointer(), JsonPointer.empty()),
                reader);
    }

    /** Names that are JSON pointers are places in the body. */
    private static ListingRequest request(
            ManifestSection listing,
            Map<String, String> fixed,
            Set<String> probe,
            @Nullable WindowParameters window,
            @Nullable PagingStyle paging) {
        String path = listing.value("path", PATH);
        @Nullable JsonTemplate body = listing.optional("body", BODY);
        Set<String> names = new HashSet<>(fixed.keySet());
        if (window != null) {
            Stream.of(window.since(), window.until()).filter(Objects::nonNull).forEach(names::add);
        }
        Set<String> places = paging == null ? Set.of() : PagingPart.parameters(paging);
        names.addAll(places);
        HeaderParameterPart.check(listing, "probe", probe);
        names.addAll(probe);
        for (String name : names) {
            if (name.startsWith("/") && (body == null || !places(body, name))) {
                listing.problem(
                        "body",
                        "JSON with a place for " + name,
                        "write what surrounds it: body: '{\"query\":{}}' has a place for /query/since");
            }
        }
        inside(listing, fixed, names);
        HeaderParameterPart.check(listing, "parameters", names);
        if (body != null && paging instanceof PagingStyle.Link) {
            listing.problem("body", "not with paging by link", "a link is followed by GET");
        }
        boolean number = window != null && window.form() == NumberForm.NUMBER && bounds(window, places);
        boolean text = !number
                && (paging instanceof PagingStyle.Cursor
                        || paging instanceof PagingStyle.WholeListing
                        || paging instanceof PagingStyle.LastItem);
        @Nullable
        MessageCondition gone = paging == null ? null : ConditionPart.read(listing, "gone-when", ConditionPart.ANSWER);
        @Nullable JsonPointer kept = paging == null ? null : listing.optional("kept-from", ValueFormats.pointer());
        if (kept != null && !listing.has("gone-when")) {
            listing.problem("kept-from", "only beside gone-when", "leave it out, or say which answer names it");
        }
        return new ListingRequest(
                path,
                fixed,
                body,
                text ? places : Set.of(),
                gone == null
                        ? null
                        : new AbsenceRule(
                                gone,
                                false,
                                kept == null || window == null ? null : new KeptBoundary(kept, window.form())));
    }

    /** Names such as {@code filter#/since} are places in the JSON that a fixed parameter holds. */
    private static void inside(ManifestSection listing, Map<String, String> fixed, Set<String> names) {
        for (String name : names) {
            int mark = name.indexOf(ListingRequest.INSIDE);
            if (mark > 0 && !name.startsWith("/")) {
                String holder = name.substring(0, mark);
                @Nullable JsonTemplate json = JsonTemplate.parse(fixed.getOrDefault(holder, ""));
                if (json == null || !places(json, name.substring(mark + 1))) {
                    listing.problem(
                            "parameters",
                            "%s: JSON with a place for %s".formatted(holder, name),
                            "write what surrounds it: parameters: {filter: '{\"where\":{}}'} has a place for"
                                    + " filter#/where/since");
                }
            }
        }
    }

    private static boolean places(JsonTemplate body, String name) {
        JsonPointer pointer = ValueFormats.pointer().parser().apply(name);
        return pointer != null && body.holds(pointer);
    }

    private static Map<String, String> fixed(ManifestSection listing) {
        @Nullable ManifestSection parameters = listing.optionalSection("parameters");
        return parameters == null ? new LinkedHashMap<>() : parameters.texts();
    }

    private static WindowParameters window(ManifestSection window, ItemParser reader) {
        return new WindowParameters(
                window.optional("since", ValueFormats.text()),
                window.value("since-inclusive", ValueFormats.flag(), true),
                window.optional("until", ValueFormats.text()),
                window.value("until-exclusive", ValueFormats.flag(), true),
                reader.rules().positionForm());
    }

    /** True when one of the parameters is a bound of the window. */
    private static boolean bounds(WindowParameters window, Set<String> parameters) {
        return Stream.of(window.since(), window.until())
                .filter(Objects::nonNull)
                .anyMatch(parameters::contains);
    }

    private static void distinct(
            ManifestSection listing,
            Map<String, String> fixed,
            WindowParameters window,
            PagingStyle paging,
            boolean shared) {
        Set<String> places = shared ? Set.of() : PagingPart.parameters(paging);
        boolean twice = places.stream().anyMatch(fixed::containsKey)
                || (window.since() != null && fixed.containsKey(window.since()))
                || (window.until() != null && fixed.containsKey(window.until()))
                || bounds(window, places);
        if (twice) {
            listing.problem("parameters", "each parameter once", "the window and the paging set theirs themselves");
        }
    }
}
