"""The sentences of explanations, in English and Korean: for the person kindly, for the auditor with every figure."""

Words = tuple[str, str]

REASONS: dict[str, dict[str, Words]] = {
    "placed": {
        "person": (
            "You are placed at {opening}, number {wish} on your list. You stood at place {rank} of its order, and the "
            "last person who was placed there stood at place {cutoff}.",
            "희망 {wish}순위인 {opening}에 배정되었어요. 그곳의 순위에서 {rank}번째였고, 마지막으로 배정된 사람은 "
            "{cutoff}번째였어요.",
        ),
        "auditor": (
            "Placed at {opening} (wish {wish}): rank {rank}, last held rank {cutoff}, {held} of {seats} seats taken.",
            "{opening}에 배정(희망 {wish}순위): 순위 {rank}, 마지막 배정 순위 {cutoff}, 정원 {seats}명 중 {held}명 "
            "배정했습니다.",
        ),
    },
    "unplaced": {
        "person": (
            "You are not placed in this round: none of the {wishes} openings on your list could take you, for the "
            "reasons given with each.",
            "이번 라운드에서는 배정되지 않았어요. 희망 목록의 {wishes}곳 모두 위에 적은 이유로 배정할 수 없었어요.",
        ),
        "auditor": (
            "Not placed; {wishes} openings listed.",
            "배정되지 않았습니다. 희망한 자리는 {wishes}곳입니다.",
        ),
    },
    "gate": {
        "person": (
            "{opening} could not be considered: its condition “{rule}” is not met.",
            "{opening}은(는) ‘{rule}’ 조건을 충족하지 않아 대상이 될 수 없었어요.",
        ),
        "auditor": (
            "{opening}: excluded by the rule {rule}.",
            "{opening}: 규칙 {rule}에 따라 제외했습니다.",
        ),
    },
    "not_ranked": {
        "person": (
            "{opening} did not put you on its list.",
            "{opening}의 순위 목록에 오르지 않았어요.",
        ),
        "auditor": (
            "{opening}: the candidate is not among the {ranked} on its list.",
            "{opening}: 순위 목록 {ranked}명에 이 지원자가 없습니다.",
        ),
    },
    "no_seats": {
        "person": (
            "{opening} had no seat to give in this round.",
            "{opening}은(는) 이번 라운드에 정원이 없었어요.",
        ),
        "auditor": ("{opening}: no seats.", "{opening}: 정원이 0명입니다."),
    },
    "full": {
        "person": (
            "{opening} was full: all {seats} seats went to people who stand before you in its order. You stood at "
            "place {rank}; the last person who was placed stood at place {cutoff}.",
            "{opening}은(는) 정원 {seats}명이 모두 순위가 앞선 사람들로 찼어요. 내 순위는 {rank}번째였고, 마지막으로 "
            "배정된 사람은 {cutoff}번째였어요.",
        ),
        "auditor": (
            "{opening}: full ({seats} seats), rank {rank}, cutoff {cutoff} held by {last}.",
            "{opening}: 정원 {seats}명이 찼습니다. 순위 {rank}, 커트라인 {cutoff}({last}).",
        ),
    },
    "reserve": {
        "person": (
            "{opening} was full. Of its {seats} seats, {reserved} are held as reserved seats by people of the groups "
            "that come first there. You stood at place {rank}, behind all who hold the other seats.",
            "{opening}은(는) 정원 {seats}명이 찼어요. 이 가운데 {reserved}명은 우대 대상자로 먼저 배정되었어요. 내 "
            "순위는 {rank}번째로, 나머지 자리에 배정된 사람들보다 뒤였어요.",
        ),
        "auditor": (
            "{opening}: full ({seats} seats, {reserved} of them reserved and held by members), rank {rank}, cutoff of "
            "the general seats {cutoff}, last held rank {last_rank} by {last}.",
            "{opening}: 정원 {seats}명(우대 자리 {reserved}명 배정)이 찼습니다. 순위 {rank}, 일반 자리 커트라인 "
            "{cutoff}, 마지막 배정 순위 {last_rank}({last}).",
        ),
    },
    "all_reserved": {
        "person": (
            "{opening} was full. All its {seats} seats are held as reserved seats by people of the groups that come "
            "first there. You stood at place {rank}.",
            "{opening}은(는) 정원 {seats}명이 모두 우대 대상자로 먼저 찼어요. 내 순위는 {rank}번째였어요.",
        ),
        "auditor": (
            "{opening}: full ({seats} seats, all reserved and held by members), rank {rank}, last held rank "
            "{last_rank} by {last}.",
            "{opening}: 정원 {seats}명이 모두 우대 자리로 찼습니다. 순위 {rank}, 마지막 배정 순위 {last_rank}({last}).",
        ),
    },
    "region_cap": {
        "person": (
            "{opening} had free seats ({held} of {seats} were given), but its region {region} may take {cap} people in "
            "all and has reached that number. You stood at place {rank} of its order.",
            "{opening}은(는) 정원 {seats}명 중 {held}명만 배정되었지만, 지역({region})의 상한 {cap}명이 모두 찼어요. "
            "내 순위는 {rank}번째였어요.",
        ),
        "auditor": (
            "{opening}: {held} of {seats} seats taken, region {region} at its cap ({placed} of {cap}), rank {rank}.",
            "{opening}: 정원 {seats}명 중 {held}명 배정, 지역 {region} 상한 도달({placed}/{cap}), 순위 {rank}.",
        ),
    },
    "override": {
        "person": (
            "A person who is responsible for the round changed the matching by hand, and this changed what you get at "
            "{opening}. You may ask for an explanation by a person.",
            "라운드 담당자가 배정을 직접 조정했고, 그 결과 {opening} 배정에 영향이 있었어요. 담당자의 설명을 요청할 수 "
            "있어요.",
        ),
        "auditor": (
            "{opening}: follows from an override; see the certificate’s list.",
            "{opening}: 담당자 조정의 결과입니다. 인증서의 목록을 확인하십시오.",
        ),
    },
    "override_unplaced": {
        "person": (
            "A person who is responsible for the round changed the matching by hand, and you are not placed. You may "
            "ask for an explanation by a person.",
            "라운드 담당자가 배정을 직접 조정했고, 그 결과 배정되지 않았어요. 담당자의 설명을 요청할 수 있어요.",
        ),
        "auditor": (
            "Not placed, by an override; see the certificate’s list.",
            "담당자 조정으로 배정되지 않았습니다. 인증서의 목록을 확인하십시오.",
        ),
    },
    "value": {
        "person": (
            "This round looked for the highest total value over all people and not for each person’s place in the "
            "order, so {opening} went to others although you stood at place {rank}.",
            "이번 라운드는 개인별 순위보다 전체 가치의 합이 가장 큰 배정을 찾았어요. 그래서 순위가 {rank}번째였지만 "
            "{opening}에는 다른 사람이 배정되었어요.",
        ),
        "auditor": (
            "{opening}: blocking pair of the value-optimal mode (rank {rank}, {held} of {seats} seats taken).",
            "{opening}: 가치 최적 방식의 차단 쌍입니다(순위 {rank}, 정원 {seats}명 중 {held}명 배정).",
        ),
    },
    "linked": {
        "person": (
            "You applied together with others; your places were decided together. Of your {rows} shared wishes you got "
            "number {row}.",
            "다른 사람과 함께 지원했으므로 함께 배정했어요. 공동 희망 {rows}개 가운데 {row}번째 희망이에요.",
        ),
        "auditor": (
            "Linked application {link}: row {row} of {rows}.",
            "공동 지원 {link}: 공동 희망 {rows}개 중 {row}번을 배정했습니다.",
        ),
    },
    "linked_unplaced": {
        "person": (
            "You applied together with others; your places were decided together. None of your {rows} shared wishes "
            "could be met, so none of you is placed in this round.",
            "다른 사람과 함께 지원했으므로 함께 배정했어요. 공동 희망 {rows}개 가운데 가능한 것이 없어, 함께 지원한 "
            "사람 모두 이번 라운드에서는 배정되지 않았어요.",
        ),
        "auditor": (
            "Linked application {link}: none of {rows} rows; its members are not placed.",
            "공동 지원 {link}: 공동 희망 {rows}개 중 배정된 것이 없습니다.",
        ),
    },
    "linked_refused": {
        "person": (
            "Shared wish {wish}: {opening} would not have taken all of you who named it there. It is full of people "
            "who stand before one of you, does not have one of you in its order, or a condition stands against it.",
            "공동 희망 {wish}번: {opening}은(는) 그 희망대로 모두를 받을 수 없었어요. 더 앞선 순위의 사람으로 정원이 "
            "찼거나, 순위 목록에 없거나, 조건이 맞지 않는 사람이 있었어요.",
        ),
        "auditor": (
            "Linked application {link}, row {wish}: {opening} would not take all members whom the row gives it.",
            "공동 지원 {link}, 공동 희망 {wish}번: {opening}이(가) 해당 구성원 모두를 받아들이지 않습니다.",
        ),
    },
    "linked_open": {
        "person": (
            "Shared wish {wish} would have been open to you by the orders of its openings. Please ask a person to "
            "look at it.",
            "공동 희망 {wish}번은 각 자리의 순위에 따르면 배정될 수 있었어요. 담당자에게 확인을 요청해 주세요.",
        ),
        "auditor": (
            "Linked application {link}: row {wish} blocks.",
            "공동 지원 {link}: 공동 희망 {wish}번이 차단합니다.",
        ),
    },
    "linked_overridden": {
        "person": (
            "Shared wish {wish} would have been open to you, if the person who is responsible for the round had not "
            "changed outcomes by hand. You may ask for an explanation by a person.",
            "담당자가 배정을 직접 조정하지 않았다면 공동 희망 {wish}번이 가능할 수 있었어요. 담당자의 설명을 요청할 수 "
            "있어요.",
        ),
        "auditor": (
            "Linked application {link}: row {wish} is open after overrides; see the certificate’s list.",
            "공동 지원 {link}: 담당자 조정 후 공동 희망 {wish}번이 가능합니다. 인증서의 목록을 확인하십시오.",
        ),
    },
    "linked_stable": {
        "person": (
            "A stable outcome exists and was found: nobody in this round, alone or together, has a wish left that "
            "would also be open to them.",
            "안정 배정이 존재하여 그 결과로 배정했어요. 이번 라운드에서는 혼자 지원한 사람도 함께 지원한 사람도, 더 "
            "원하면서 가능했던 자리가 남아 있지 않아요.",
        ),
        "auditor": (
            "A stable outcome exists with these linked applications; this is one.",
            "이 공동 지원에서 안정 배정이 존재하며, 이 결과가 안정 배정입니다.",
        ),
    },
    "linked_none_exists": {
        "person": (
            "With the applications made together no outcome is stable; that is proven. This one leaves the fewest "
            "justified objections that the search found.",
            "함께 지원한 사람들이 있어 안정 배정이 존재하지 않는다는 것이 증명되었어요. 찾은 것 가운데 정당한 이의가 "
            "가장 적은 결과예요.",
        ),
        "auditor": (
            "No stable outcome exists with these linked applications (proven); the fewest blocks that were found.",
            "이 공동 지원에서는 안정 배정이 존재하지 않음이 증명되었습니다. 찾은 것 중 차단이 가장 적은 결과입니다.",
        ),
    },
    "linked_not_found": {
        "person": (
            "Whether a stable outcome exists is undetermined, because the search ended before it knew. Nobody who "
            "applied together was placed.",
            "정해진 탐색 범위 안에서 결론이 나지 않아, 안정 배정이 존재하는지 확인하지 못했어요. 함께 지원한 사람은 "
            "배정하지 않았어요.",
        ),
        "auditor": (
            "Undetermined whether a stable outcome exists (the search reached its limit); nobody linked is placed.",
            "탐색 한도에 이르러 안정 배정의 존재 여부를 확인하지 못했으며, 공동 지원자는 배정하지 않았습니다.",
        ),
    },
    "not_searched": {
        "person": (
            "Some people applied together, and the search for a stable outcome ended before it knew. By its order "
            "{opening} would have taken you. Please ask a person to look at it.",
            "함께 지원한 사람들이 있어, 안정 배정을 찾는 탐색이 결론 없이 끝났어요. 순위에 따르면 {opening}에 배정될 "
            "수 있었어요. 담당자에게 확인을 요청해 주세요.",
        ),
        "auditor": (
            "{opening}: blocking pair (rank {rank}); the search for a stable outcome reached its limit.",
            "{opening}: 차단 쌍입니다(순위 {rank}). 안정 배정의 탐색이 한도에 이르렀습니다.",
        ),
    },
    "no_stable": {
        "person": (
            "Some people applied together, and no outcome was possible that leaves nobody with a justified objection. "
            "By its order {opening} would have taken you. Please ask a person to look at it.",
            "함께 지원한 사람들이 있어, 누구도 정당한 이의가 없는 배정이 가능하지 않았어요. 순위에 따르면 {opening}에 "
            "배정될 수 있었어요. 담당자에게 확인을 요청해 주세요.",
        ),
        "auditor": (
            "{opening}: blocking pair (rank {rank}); no stable outcome exists with these linked applications.",
            "{opening}: 차단 쌍입니다(순위 {rank}). 이 공동 지원에서는 안정 배정이 존재하지 않습니다.",
        ),
    },
    "unexplained": {
        "person": (
            "This cannot be explained: by the rules {opening} would have had to take you. Please ask a person to look "
            "at it.",
            "규칙에 따르면 {opening}에 배정되어야 하는데 그렇지 않아 이유를 설명할 수 없어요. 담당자에게 확인을 요청해 "
            "주세요.",
        ),
        "auditor": (
            "{opening}: the pair blocks and nothing explains it; the matching has a fault.",
            "{opening}: 차단 쌍이며 설명할 수 있는 근거가 없습니다. 배정에 오류가 있습니다.",
        ),
    },
    "lowered": {
        "person": (
            "That number was lowered so that other regions get at least the people that they ought to get.",
            "다른 지역이 최소 인원을 채울 수 있도록 이 상한을 낮추었어요.",
        ),
        "auditor": (
            "The cap of {region} was lowered to {cap} for the floors of other regions.",
            "다른 지역의 하한을 위해 {region}의 상한을 {cap}명으로 낮추었습니다.",
        ),
    },
    "tickets": {
        "person": (
            "The opening ranked you and the last person equally; the lottery decided.",
            "마지막으로 배정된 사람과 동순위여서 추첨으로 순서를 정했어요.",
        ),
        "auditor": (
            "Tie with {last}; lottery tickets {tickets[0]} (candidate) and {tickets[1]} (last).",
            "{last}와(과) 동순위입니다. 추첨값은 지원자 {tickets[0]}, 마지막 배정자 {tickets[1]}입니다.",
        ),
    },
}
PUBLISHED: dict[str, Words] = {
    "value": ("What counted for you: {value}.", "확인된 값: {value}."),
    "threshold": ("What is needed: {threshold}.", "필요한 값: {threshold}."),
    "on": ("Judged on {on}.", "판단 기준일: {on}."),
    "source": ("Source: {source}.", "근거: {source}."),
}
CHANGES: dict[str, Words] = {
    "rank": (
        "If everything else had stayed the same, place {needed} or better in that order would have been enough.",
        "다른 조건이 모두 같다면 {needed}번째 이내의 순위여야 배정될 수 있었어요.",
    ),
    "seats": (
        "If everything else had stayed the same, {more} more seat(s) there would have been enough.",
        "다른 조건이 모두 같다면 정원이 {more}명 더 있었을 때 배정될 수 있었어요.",
    ),
    "cap": (
        "If everything else had stayed the same, a region’s cap higher by {more} would have been enough.",
        "다른 조건이 모두 같다면 지역 상한이 {more}명 더 높았을 때 배정될 수 있었어요.",
    ),
    "gate": (
        "If everything asked here had been met and nothing else had changed, you would have been placed there.",
        "다른 조건이 모두 같고 위 조건을 충족했다면 그곳에 배정될 수 있었어요.",
    ),
    "gate_and_rank": (
        "Meeting what is asked here would not have been enough: place {needed} or better in its order would have "
        "been needed, too.",
        "위 조건을 충족하는 것만으로는 부족했고, 그곳의 순위에서도 {needed}번째 이내여야 했어요.",
    ),
    "none": (
        "No place in that order would have been enough.",
        "그곳의 순위가 몇 번째였더라도 배정될 수 없었어요.",
    ),
}
