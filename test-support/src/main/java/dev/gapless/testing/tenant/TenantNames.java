package dev.gapless.testing.tenant;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of what is asked for.
 *
 * @param ids by the collection that a path begins with, such as {@code gaps}
 */
public record TenantNames(String tenant, String source, String account, String stream, Map<String, String> ids) {

    public TenantNames {
        ids = Map.copyOf(ids);
    }

    String id(String path) {
        String collection = path.split("/", -1)[2];
        String id = ids.get(collection);
        if (id == null) {
            throw new AssertionError("%s: no id of %s to ask for; add one".formatted(path, collection));
        }
        return id;
    }

    /**
     * The same text with the names of others in the place of these. An id may be a small number: it is a whole word.
     */
    String renamed(String text, TenantNames others) {
        String renamed = text;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            // an id may hold the name of its source
            renamed = renamed.replaceAll(
                    "(?<![\\w.-]|\"status\":)" + Pattern.quote(id.getValue()) + "(?![\\w.-])",
                    Matcher.quoteReplacement(String.valueOf(others.ids.get(id.getKey()))));
        }
        return renamed.replace(source, others.source)
                .replace(account, others.account)
                .replace("tenant: " + tenant, "tenant: " + others.tenant);
    }
}
