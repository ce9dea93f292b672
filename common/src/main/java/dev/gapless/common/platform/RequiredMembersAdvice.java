package dev.gapless.common.platform;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Refuses a body that lacks a member which is not nullable, as the documents of {@code docs/openapi} say. Without it
 * each handler would have to look for what is missing, and one that does not would fail with 500.
 */
@RestControllerAdvice
class RequiredMembersAdvice extends RequestBodyAdviceAdapter {

    /** @param elements true where elements of the member, a collection, may be null */
    private record BodyMember(String name, Method accessor, boolean nullable, boolean elements) {}

    private static final ClassValue<List<BodyMember>> MEMBERS = new ClassValue<>() {
        @Override
        protected List<BodyMember> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .map(RequiredMembersAdvice::member)
                    .toList();
        }
    };

    private static BodyMember member(RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        AnnotatedType type = component.getAnnotatedType();
        boolean elements = type instanceof AnnotatedParameterizedType generic
                && Arrays.stream(generic.getAnnotatedActualTypeArguments()).anyMatch(RequiredMembersAdvice::isNullable);
        return new BodyMember(component.getName(), accessor, isNullable(type), elements);
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    @Override
    public boolean supports(
            MethodParameter parameter, Type target, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type target,
            Class<? extends HttpMessageConverter<?>> converter) {
        List<String> missing = new ArrayList<>();
        // a body that is the word null is read as none at all, and refused behind here
        if (body != null) {
            look(body, "", missing);
        }
        if (!missing.isEmpty()) {
            throw ApiProblem.unprocessable(
                    "%s: missing (expected: a value)".formatted(String.join(", ", missing)),
                    "docs/rest.md and docs/openapi describe every request.");
        }
        return body;
    }

    private static void look(Object value, String path, List<String> missing) {
        if (!value.getClass().isRecord()) {
            return;
        }
        for (BodyMember member : MEMBERS.get(value.getClass())) {
            String name = path + member.name();
            Object held = read(member, value);
            if (held instanceof Collection<?> all) {
                lookInto(all, member, name, missing);
            } else if (held != null) {
                look(held, name + ".", missing);
            } else if (!member.nullable()) {
                missing.add(name);
            }
        }
    }

    private static void lookInto(Collection<?> all, BodyMember member, String name, List<String> missing) {
        int index = 0;
        for (Object each : all) {
            if (each != null && each.getClass().isRecord()) {
                look(each, "%s[%d].".formatted(name, index), missing);
            } else if (each == null && !member.elements()) {
                missing.add("%s[%d]".formatted(name, index));
            }
            index++;
        }
    }

    private static @Nullable Object read(BodyMember member, Object value) {
        try {
            return member.accessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("%s cannot be read".formatted(member.name()), e);
        }
    }
}
