"""A small extension of the shipped taxonomy, with enumerations and an open hypercube, as an author's folder."""

from collections.abc import Mapping
from pathlib import Path

BASE = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30"
OWN = "http://x.example/ext/2026"
ENTRY_POINT = f"{OWN}/ext-2026.xsd"
ROLE = "http://x.example/role/kinds"

SETTINGS = f"""
identifier = "{OWN}"
namespace = "{OWN}"
location = "{OWN}/"
roles = "http://x.example/role/"
prefix = "ext"
version = "2026"
languages = ["en"]
name = {{ en = "An extension" }}
description = {{ en = "Of the shipped taxonomy." }}

[[base]]
prefix = "cni"
namespace = "{BASE}"
schema = "{BASE}/cni-2026-06-30.xsd"
"""
TABLES: Mapping[str, str] = {
    "concepts": """
        name,kind,type,period,balance,label_en,domain,domain_role,head_usable
        KindsAbstract,abstract,,,,Kinds,,,
        KindsTable,hypercube,,,,Table,,,
        KindsLineItems,abstract,,,,Line items,,,
        LeaseRevenue,item,monetary,duration,credit,Lease revenue,,,
        MainRegion,item,enumeration,duration,,Main region,AllRegionsMember,kinds,no
        Regions,item,enumerationSet,duration,,Regions,AllRegionsMember,kinds,yes
        AllRegionsMember,member,,,,All regions,,,
        NorthMember,member,,,,North,,,
        SouthMember,member,,,,South,,,
        EdgeCloudMember,member,,,,Edge cloud,,,
        """,
    "labels": "name,role,lang,text\ncni:OperatingRevenue,standard,en,Turnover\nLeaseRevenue,total,en,Total lease revenue",
    "references": "name,role,standard\ncni:OperatingCost,,Our manual",
    "roles": "code,order,definition_en\nkinds,010,Kinds of revenue",
    "presentation": """
        role,depth,name,preferred_label
        kinds,0,KindsAbstract,
        kinds,1,KindsTable,
        kinds,1,KindsLineItems,
        kinds,2,cni:OperatingRevenue,
        kinds,3,LeaseRevenue,total
        kinds,2,MainRegion,
        kinds,2,Regions,
        """,
    "hypercubes": "role,line_items,hypercube,axis,closed\nkinds,KindsLineItems,KindsTable,cni:BusinessSegmentAxis,no",
    "members": """
        axis,depth,name,default
        cni:BusinessSegmentAxis,0,cni:AllSegmentsMember,
        cni:BusinessSegmentAxis,1,cni:CloudServicesMember,
        cni:BusinessSegmentAxis,2,EdgeCloudMember,
        AllRegionsMember,0,AllRegionsMember,
        AllRegionsMember,1,NorthMember,
        AllRegionsMember,1,SouthMember,
        """,
    "calculation": "role,total,part,weight\nkinds,cni:OperatingRevenue,LeaseRevenue,1",
    "anchors": "wider,narrower\ncni:OperatingRevenue,LeaseRevenue",
}


def write_extension(folder: Path) -> Path:
    """The extension's settings and tables, written into `folder`, which is returned."""
    (folder / "tables").mkdir(parents=True)
    (folder / "taxonomy.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in TABLES.items():
        lines = "".join(f"{line.strip()}\n" for line in text.strip().splitlines())
        (folder / "tables" / f"{name}.csv").write_text(lines, encoding="utf-8")
    return folder
