package dev.gapless.standalone.check;

import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes the texts of equal items equal. Written apart from the services' own canonical form on purpose. */
final class CanonicalContent {

    private static final JsonMapper JSON = JsonMapper.shared();

    private CanonicalContent() {}

    static String of(JsonNode item) {
        TreeMap<String, String> members = new TreeMap<>();
        item.properties()
                .forEach(
                        member -> members.put(member.getKey(), member.getValue().toString()));
        return members.toString();
    }

    static String of(String json) {
        return of(JSON.readTree(json));
    }
}
