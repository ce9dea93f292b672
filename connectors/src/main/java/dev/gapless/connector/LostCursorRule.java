package dev.gapless.connector;

import static java.net.HttpURLConnection.HTTP_BAD_REQUEST;
import static java.net.HttpURLConnection.HTTP_GONE;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_OK;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which an answer says that the source has lost the cursor it was asked with. That says nothing of the
 * items. Status 200 never says it, whatever the body: a page is a page.
 *
 * @param gone the listing's own word for what is gone, which means the cursor here. Where it names a first kept
 *     position that is beyond {@code from}, items are gone too, and the listing's beginning would not show them
 * @param from the first position that is asked for
 */
public record LostCursorRule(@Nullable AbsenceRule gone, long from) implements RefusalRule {

    private static final int UNPROCESSABLE = 422;
    private static final Set<Integer> STATUSES = Set.of(HTTP_BAD_REQUEST, HTTP_NOT_FOUND, HTTP_GONE, UNPROCESSABLE);

    @Override
    public boolean holds(int status, byte[] body) {
        if (status == HTTP_OK) {
            return false;
        }
        if (gone == null || !gone.holds(status, body)) {
            return STATUSES.contains(status);
        }
        @Nullable Long kept = gone.keptFrom(body);
        return kept == null || kept <= from;
    }
}
