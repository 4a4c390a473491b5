package dev.crossdock.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoomTest {
    @ParameterizedTest
    @EnumSource
    void everyRoom_mayUseItself_andTheNouns(Room room) {
        assertThat(room.mayUse(room)).isTrue();
        assertThat(room.mayUse(Room.IMAGE)).isTrue();
        assertThat(Room.IMAGE.mayUse(room)).isEqualTo(room == Room.IMAGE);
    }

    @Test
    void wireEnds_knowNothingOfEachOther() {
        assertThat(Room.REGISTRY.mayUse(Room.CLIENT)).isFalse();
        assertThat(Room.CLIENT.mayUse(Room.REGISTRY)).isFalse();
    }

    @Test
    void mainCode_knowsNoTestTools_andNobodyTheCommand() {
        for (Room room : Room.values()) {
            assertThat(room.mayUse(Room.TESTKIT)).isEqualTo(room == Room.TESTKIT);
            assertThat(room.mayUse(Room.CLI)).isEqualTo(room == Room.CLI);
        }
    }

    @Test
    void uses_areTransitiveNowhere_unlessTheTableSaysSo() {
        assertThat(Room.SETTINGS.mayUse(Room.PLAN)).isTrue();
        assertThat(Room.REGISTRY.mayUse(Room.SETTINGS)).isTrue();
        assertThat(Room.REGISTRY.mayUse(Room.PLAN)).isFalse();
    }

    @Test
    void subPackage_belongsToItsRoom() {
        JavaClass here = new ClassFileImporter().importClass(RoomTest.class);

        assertThat(Room.of(here)).as("proof is no room").isEmpty();
        assertThat(Room.named("storage")).contains(Room.STORAGE);
        assertThat(List.of(Room.values())).allSatisfy(room -> assertThat(Room.named(room.folder())).contains(room));
    }
}
