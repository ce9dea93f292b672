package dev.gapless.common.connector.manifest.rest;

import dev.gapless.common.connector.extraction.ItemReader;
import dev.gapless.common.connector.extraction.NumberForm;
import dev.gapless.common.connector.manifest.node.Form;
import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;
import dev.gapless.common.connector.paging.Listing;
import dev.gapless.common.connector.paging.Order;
import dev.gapless.common.connector.paging.OrderKey;
import dev.gapless.common.connector.paging.Paging;
import dev.gapless.common.connector.paging.Snapshot;
import dev.gapless.common.connector.paging.WindowParameters;
import dev.gapless.common.position.PositionDomain;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code streams.NAME.listing}. */
final class ListingPart {

    private static final Form<String> PATH = Forms.matching(
            Pattern.compile("(/(?!\\.\\.?(/|$))([A-Za-z0-9._~!$&'()*+,;=:@%-]|\\{account})*)+"),
            "a path that begins with /, its only placeholder being {account}",
            "/v1/accounts/{account}/posts");

    /** How the source's word that a listing ends is taken. */
    private enum End {
        CONFIRMED,
        TRUSTED
    }

    private ListingPart() {}

    static Listing read(Section listing, PositionDomain domain, ItemReader reader) {
        String path = listing.value("path", PATH);
        Order order = listing.value("order", Forms.choice(Order.OLDEST_FIRST, Order.class));
        boolean numbered = domain == PositionDomain.SEQUENCE;
        if (numbered && listing.has("order") && order == Order.OLDEST_FIRST) {
            listing.problem(
                    "order", "newest-first, as the domain is sequence", "its first page tells how far it reaches");
        }
        OrderKey orderedBy = orderedBy(listing, order, numbered);
        End end = listing.value("end", Forms.choice(End.CONFIRMED, End.class), End.CONFIRMED);
        WindowParameters window = window(listing.section("window"), reader);
        Paging paging = PagingPart.read(listing.section("paging"), order, window);
        JsonPointer items = listing.value("items", Forms.pointer());
        Map<String, String> fixed = fixed(listing);
        @Nullable Section size = listing.optionalSection("page-size");
        if (size != null) {
            int least = paging instanceof Paging.Offset ? 2 : 1;
            String parameter = size.value("parameter", Forms.text());
            fixed.put(parameter, Long.toString(size.value("value", Forms.whole(least, 100_000))));
        }
        distinct(listing, fixed, window, paging);
        return new Listing(path, fixed, window, order, paging, items, reader, orderedBy, end == End.TRUSTED, numbered);
    }

    private static @Nullable OrderKey orderedBy(Section listing, Order order, boolean numbered) {
        @Nullable Section key = listing.optionalSection("ordered-by");
        if (key == null) {
            return null;
        }
        if (numbered || order == Order.OLDEST_FIRST) {
            listing.problem(
                    "ordered-by",
                    "only where the domain is time and the order newest-first",
                    "oldest-first, an item dated back would follow after its time was covered");
        }
        NumberForm unit =
                key.value("unit", Forms.choice(NumberForm.MICROSECONDS, NumberForm.class), NumberForm.MICROSECONDS);
        if (unit == NumberForm.NUMBER) {
            key.problem("unit", "a unit of time, as positions are", "unit: microseconds");
        }
        return new OrderKey(key.value("pointer", Forms.pointer()), unit);
    }

    static Snapshot snapshot(Section listing, ItemReader reader) {
        return new Snapshot(
                listing.value("path", PATH),
                fixed(listing),
                listing.value("item", Forms.pointer(), JsonPointer.empty()),
                reader);
    }

    private static Map<String, String> fixed(Section listing) {
        @Nullable Section parameters = listing.optionalSection("parameters");
        return parameters == null ? new LinkedHashMap<>() : parameters.texts();
    }

    private static WindowParameters window(Section window, ItemReader reader) {
        return new WindowParameters(
                window.optional("since", Forms.text()),
                window.value("since-inclusive", Forms.flag(), true),
                window.optional("until", Forms.text()),
                window.value("until-exclusive", Forms.flag(), true),
                reader.rules().positionForm());
    }

    private static void distinct(Section listing, Map<String, String> fixed, WindowParameters window, Paging paging) {
        @Nullable String place = PagingPart.parameter(paging);
        boolean twice = (place != null && fixed.containsKey(place))
                || (window.since() != null && fixed.containsKey(window.since()))
                || (window.until() != null && fixed.containsKey(window.until()))
                || (place != null && (place.equals(window.since()) || place.equals(window.until())));
        if (twice) {
            listing.problem("parameters", "each parameter once", "the window and the paging set theirs themselves");
        }
    }
}
