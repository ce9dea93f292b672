package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.ListingPlace;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A place in a listing, in a form that clients should not take apart; NULs that a fault put in mean nothing. */
final class ListingCursor {

    private ListingCursor() {}

    static String write(ListingPlace place) {
        byte[] bytes = (place.position() + "|" + place.id()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static ListingPlace read(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor.replace("\0", "")), StandardCharsets.UTF_8);
            int bar = text.indexOf('|');
            return new ListingPlace(Long.parseLong(text.substring(0, Math.max(0, bar))), text.substring(bar + 1));
        } catch (IllegalArgumentException e) {
            throw new BadParameterException("cursor", cursor, "one that an earlier page gave");
        }
    }
}
