package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.Place;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A place in a listing, in a form that clients should not take apart; NULs that a fault put in mean nothing. */
final class Cursor {

    private Cursor() {}

    static String write(Place place) {
        byte[] bytes = (place.position() + "|" + place.id()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static Place read(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor.replace("\0", "")), StandardCharsets.UTF_8);
            int bar = text.indexOf('|');
            return new Place(Long.parseLong(text.substring(0, Math.max(0, bar))), text.substring(bar + 1));
        } catch (IllegalArgumentException e) {
            throw new BadParameterException("cursor", cursor, "one that an earlier page gave");
        }
    }
}
