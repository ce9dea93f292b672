package dev.gapless.sandbox.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request's query, read strictly. */
final class QueryParameters {

    private final Map<String, List<String>> parameters;

    QueryParameters(String uri) {
        this.parameters = new QueryStringDecoder(uri).parameters();
    }

    void only(Set<String> known) {
        parameters.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new BadParameterException(name, text(name, ""), "one of the parameters " + known);
                });
    }

    String text(String name, String otherwise) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty() ? otherwise : values.getFirst();
    }

    String choice(String name, String otherwise, String... choices) {
        String value = text(name, otherwise);
        if (!List.of(choices).contains(value)) {
            throw new BadParameterException(name, value, "one of " + List.of(choices));
        }
        return value;
    }

    long number(String name, long otherwise, long least, long most) {
        String value = text(name, Long.toString(otherwise));
        try {
            long number = Long.parseLong(value);
            if (number < least || number > most) {
                throw new BadParameterException(name, value, "a number from %d to %d".formatted(least, most));
            }
            return number;
        } catch (NumberFormatException e) {
            throw new BadParameterException(name, value, "a number");
        }
    }
}
