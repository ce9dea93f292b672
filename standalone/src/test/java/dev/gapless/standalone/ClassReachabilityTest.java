package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Each class of a service is reached from its application. The roots are its main class, what component scan finds in
 * its package, and the auto-configurations that Spring Boot reads from a file.
 */
@AnalyzeClasses(packages = "dev.gapless", importOptions = ImportOption.DoNotIncludeTests.class)
class ClassReachabilityTest {

    private static final String SPRING_BOOT = "org.springframework.boot.autoconfigure.SpringBootApplication";
    private static final String COMPONENT = "org.springframework.stereotype.Component";
    private static final String CONFIGURATION_FILE =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    private static final String MANIFEST_CHECKS = "dev.gapless.standalone.connector";

    /** The compiler makes one for a switch over an enum. */
    private static final Pattern SWITCH_TABLE = Pattern.compile("\\$\\d+$");

    @ArchTest
    static void no_class_of_a_service_is_unreachable_from_its_application(JavaClasses all) {
        List<JavaClass> applications =
                all.stream().filter(each -> each.isAnnotatedWith(SPRING_BOOT)).toList();
        assertThat(applications).hasSize(6);

        Set<String> configurations = configurations();
        List<String> unreachable = new ArrayList<>();
        for (JavaClass application : applications) {
            List<JavaClass> own = all.stream()
                    .filter(each -> each.getPackageName().equals(application.getPackageName())
                            || each.getPackageName().startsWith(application.getPackageName() + "."))
                    .toList();
            List<JavaClass> roots = new ArrayList<>(own.stream()
                    .filter(each -> each.isMetaAnnotatedWith(COMPONENT))
                    .toList());
            roots.add(application);
            // a check of a manifest fetches and connects as the services do
            roots.addAll(all.stream()
                    .filter(each -> each.getPackageName().equals(MANIFEST_CHECKS))
                    .toList());
            roots.addAll(all.stream()
                    .filter(each -> configurations.contains(each.getName()))
                    .toList());
            unreachable.addAll(unreachable(own, roots));
        }
        assertThat(unreachable).isEmpty();
    }

    @Test
    void a_class_that_only_knows_others_is_found() {
        JavaClasses planted = new ClassFileImporter()
                .importClasses(PlantedRoot.class, PlantedUsedClass.class, PlantedUnusedClass.class);

        assertThat(unreachable(List.copyOf(planted), List.of(planted.get(PlantedRoot.class))))
                .containsExactly(PlantedUnusedClass.class.getName());
    }

    private static List<String> unreachable(Collection<JavaClass> own, Collection<JavaClass> roots) {
        Set<JavaClass> reached = new HashSet<>(roots);
        Deque<JavaClass> next = new ArrayDeque<>(roots);
        while (!next.isEmpty()) {
            JavaClass from = next.remove();
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (to.getName().startsWith("dev.gapless.") && reached.add(to)) {
                    next.add(to);
                }
            }
        }
        return own.stream()
                .filter(each -> !reached.contains(each) && !isInlined(each))
                .filter(each -> !each.getSimpleName().equals("package-info"))
                .filter(each -> !SWITCH_TABLE.matcher(each.getName()).find())
                .map(JavaClass::getName)
                .sorted()
                .toList();
    }

    /** Holds compile-time constants and nothing else: the compiler copies them to where they are used. */
    private static boolean isInlined(JavaClass type) {
        return type.getMethods().isEmpty()
                && !type.getFields().isEmpty()
                && type.getFields().stream()
                        .allMatch(field -> field.getModifiers().contains(JavaModifier.STATIC)
                                && field.getModifiers().contains(JavaModifier.FINAL)
                                && (field.getRawType().isPrimitive()
                                        || field.getRawType().isEquivalentTo(String.class)));
    }

    private static Set<String> configurations() {
        Set<String> names = new HashSet<>();
        try {
            for (URL file : Collections.list(
                    ClassReachabilityTest.class.getClassLoader().getResources(CONFIGURATION_FILE))) {
                try (InputStream in = file.openStream()) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(String::strip)
                            .forEach(names::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private record PlantedRoot(PlantedUsedClass used) {}

    private record PlantedUsedClass() {}

    private record PlantedUnusedClass(PlantedUsedClass known) {}
}
