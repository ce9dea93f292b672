package dev.gapless.standalone;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Limits the components of records and the parameters of constructors. */
@AnalyzeClasses(packages = "dev.gapless", importOptions = ImportOption.DoNotIncludeTests.class)
class ParameterCountTest {

    private static final int MAX_PARAMETERS = 10;

    @ArchTest
    static final ArchRule a_constructor_has_at_most_ten_parameters = ArchRuleDefinition.classes()
            .that()
            .haveSimpleNameNotEndingWith("Wiring")
            .and()
            .haveSimpleNameNotEndingWith("Properties")
            .should(haveSmallConstructors())
            .because("more of them are told apart by their order only; nest them in records");

    private static ArchCondition<JavaClass> haveSmallConstructors() {
        return new ArchCondition<>("have constructors of at most %d parameters".formatted(MAX_PARAMETERS)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                int largest = type.getConstructors().stream()
                        .mapToInt(ParameterCountTest::parameters)
                        .max()
                        .orElse(0);
                if (largest > MAX_PARAMETERS) {
                    events.add(SimpleConditionEvent.violated(
                            type, "%s has a constructor of %d parameters".formatted(type.getName(), largest)));
                }
            }
        };
    }

    private static int parameters(JavaConstructor constructor) {
        return constructor.getRawParameterTypes().size();
    }
}
