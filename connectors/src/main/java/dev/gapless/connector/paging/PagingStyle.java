package dev.gapless.connector.paging;

import static java.net.HttpURLConnection.HTTP_GONE;

import dev.gapless.connector.TooManyRule;
import dev.gapless.connector.expression.MessageCondition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** The way in which a source leads from page to page. */
public sealed interface PagingStyle {

    /**
     * True or false where the page says whether another follows, or how many items follow; null when it does not say.
     */
    @Nullable
    JsonPointer more();

    /** The answer's header that a page is read with; null for {@code Link}, or none. */
    default @Nullable String header() {
        return null;
    }

    /**
     * The page names the next one.
     *
     * @param parameter which carries the name
     * @param next absent, null or empty on the last page
     * @param header of the answer that holds the name instead of {@code next}; null where the page itself does
     * @param lasting true when a name stays that of its place in the listing, for later walks too
     */
    record Cursor(
            String parameter,
            JsonPointer next,
            @Nullable JsonPointer more,
            @Nullable String header,
            boolean lasting) implements PagingStyle {

        /** Named by the page itself. */
        public Cursor(String parameter, JsonPointer next, @Nullable JsonPointer more) {
            this(parameter, next, more, null, false);
        }
    }

    /**
     * The caller counts.
     *
     * @param total how many items the whole listing has; null when the page does not say
     * @param more given where neither the page nor a header tells a total
     * @param header of the answer that tells the total; null where none does
     */
    record Offset(
            String parameter,
            @Nullable JsonPointer total,
            @Nullable JsonPointer more,
            @Nullable String header) implements PagingStyle {

        /** Whose total is on the page, or nowhere. */
        public Offset(String parameter, @Nullable JsonPointer total, @Nullable JsonPointer more) {
            this(parameter, total, more, null);
        }

        ListingTotal whole() {
            return new ListingTotal(total, header);
        }
    }

    /**
     * The lower bound moves up. A page holds every item of its last position when {@code next} is past it.
     *
     * @param next the next page's lower bound; absent or null on the last page
     */
    record MovingWindow(JsonPointer next, @Nullable JsonPointer more) implements PagingStyle {}

    /** The {@code Link} header names the next page, by its {@code rel="next"}; none on the last page. */
    record Link() implements PagingStyle {

        @Override
        public @Nullable JsonPointer more() {
            return null;
        }
    }

    /**
     * Pages have numbers.
     *
     * @param first number of the first page
     * @param total how many items the whole listing has; null when the page does not say
     * @param emptyEnds true when a page without items is the source's word that there are no more
     * @param header of the answer that tells the total; null where none does
     */
    record PageNumber(
            String parameter,
            long first,
            @Nullable JsonPointer total,
            @Nullable JsonPointer more,
            boolean emptyEnds,
            @Nullable String header)
            implements PagingStyle {

        /** Whose total is on the page, or nowhere. */
        public PageNumber(
                String parameter,
                long first,
                @Nullable JsonPointer total,
                @Nullable JsonPointer more,
                boolean emptyEnds) {
            this(parameter, first, total, more, emptyEnds, null);
        }

        /** True when the source says how many items the whole listing has. */
        public boolean totalled() {
            return whole().told();
        }

        ListingTotal whole() {
            return new ListingTotal(total, header);
        }
    }

    /**
     * The call names the last item that was seen, by its id or by some of its members.
     *
     * @param first value on the first page; null to leave the parameter out there
     * @param inclusive true when the page begins with the item that is named, false when behind it
     * @param emptyEnds true when a page without further items is the source's word that there are no more
     * @param members of the item, by the parameter that carries each, in the order of the listing's sort; empty where
     *     {@code parameter} carries the id
     */
    record LastItem(
            String parameter,
            @Nullable String first,
            boolean inclusive,
            @Nullable JsonPointer more,
            boolean emptyEnds,
            Map<String, JsonPointer> members)
            implements PagingStyle {

        public LastItem {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** By its id. */
        public LastItem(
                String parameter,
                @Nullable String first,
                boolean inclusive,
                @Nullable JsonPointer more,
                boolean emptyEnds) {
            this(parameter, first, inclusive, more, emptyEnds, Map.of());
        }
    }

    /**
     * Pages are in no order of positions, and lead on by a cursor. All of them together show each item that exists from
     * the first call to the last.
     */
    record WholeListing(Cursor cursor) implements PagingStyle {

        /** The cursor is not kept any more. That says nothing of the items. */
        static final TooManyRule EXPIRED = new TooManyRule(MessageCondition.ofStatus(HTTP_GONE));

        @Override
        public @Nullable JsonPointer more() {
            return null;
        }
    }

    /**
     * The caller asks for stretches of numbers, and an answer holds all items of its stretch.
     *
     * @param width numbers of the first stretch
     * @param mostWidth numbers of a stretch, at most
     * @param limit an answer that holds so many items may have been cut; null where none is known
     * @param more true where an answer was cut; null when it does not say
     * @param tooMany when an answer says that the stretch was too long; null when none does
     */
    record NumberRange(
            long width,
            long mostWidth,
            @Nullable Long limit,
            @Nullable JsonPointer more,
            @Nullable TooManyRule tooMany) implements PagingStyle {}
}
